"""Words that bypass gettext: text of a template outside its tags, sentences in a module."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template import NodeList
from django.template.base import FilterExpression, TextNode, Variable
from django.template.loader_tags import BlockNode
from django.templatetags.i18n import TranslateNode

from translations.python import gettext_calls
from translations.templates import compile_template, nodelists, walk

# Names, and what is the same in every language.
SAME_EVERYWHERE = frozenset({"Holdfast", "H", "Google", "Outlook", "iCal", "ics", "holdfast"})
_LETTERS = re.compile(r"[^\W\d_]+")
# In a literal, words look like "Two words" or "Word"; names of things ("email", "public:home") do not.
_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]?\s+[^\W\d_]|^[A-Z][a-z]+\b(?![-_:/])")
_SENTENCE = re.compile(r"^[A-Z][^\W\d_]*[,;:]?\s+[^\W\d_]|[^\W\d_]\s+[^\W\d_].*[.?!]$")
_SAID_ATTRIBUTES = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "label",
    "placeholder",
    "title",
}
_SILENT_TAGS = {"script", "style", "code"}
# Stands where a tag of the template puts something in.
_FILLED = "\N{OBJECT REPLACEMENT CHARACTER}"


def loose_in_template(source: str, place: str) -> list[str]:
    """The words of a template that no gettext sees: between its tags, and as literals in them."""
    template = compile_template(source, place)
    reader = _Reader()
    reader.feed("".join(_flat(template.nodelist)))
    reader.close()
    return [f"{place}: {words!r}" for words in [*reader.loose, *_literals(template.nodelist)]]


def loose_in_module(source: str, place: str) -> list[str]:
    """The sentences of a module that no gettext sees; its docstrings, refusals and logs are for developers."""
    tree = ast.parse(source)
    silent = {id(part) for node in _for_developers(tree) for part in ast.walk(node)}
    return [
        f"{place}:{node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _SENTENCE.search(node.value)
        and id(node) not in silent
    ]


class _Reader(HTMLParser):
    """Collects what a page says by itself, in text and in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.loose: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT_TAGS:
            self._silent.append(tag)
        for name, value in attrs:
            if value and (name in _SAID_ATTRIBUTES or (name.startswith("data-") and _WORDS.search(value))):
                self._look_at(value)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._look_at(data)

    def _look_at(self, text: str) -> None:
        if set(_LETTERS.findall(text)) - SAME_EVERYWHERE:
            self.loose.append(" ".join(text.split()))


def _flat(nodes: NodeList) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
            continue
        if isinstance(node, BlockNode) and node.name.endswith("_class"):
            # What stands in it becomes an attribute, of a tag in another template.
            continue
        bodies = list(nodelists(node))
        for body in bodies:
            yield from _flat(body)
        if not bodies:
            yield _FILLED


def _literals(nodes: NodeList) -> Iterator[str]:
    said = {id(part) for node in walk(nodes) if isinstance(node, TranslateNode) for part in walk(node)}
    for part in walk(nodes):
        if id(part) in said or not isinstance(part, FilterExpression):
            continue
        for literal in _literals_of(part):
            if _WORDS.search(literal) and set(_LETTERS.findall(literal)) - SAME_EVERYWHERE:
                yield literal


def _literals_of(expression: FilterExpression) -> Iterator[str]:
    for thing in (
        expression.var,
        *(one for _filter, arguments in expression.filters for _is_name, one in arguments),
    ):
        literal = thing.literal if isinstance(thing, Variable) and not thing.translate else thing
        if isinstance(literal, str):
            yield literal


def _for_developers(tree: ast.Module) -> Iterator[ast.AST]:
    for call, _arguments in gettext_calls(tree):
        yield call
    for node in ast.walk(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log.")
        if is_docstring or is_log or isinstance(node, ast.Raise | ast.Assert):
            yield node
