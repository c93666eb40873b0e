"""The phrases of a template, found by walking what Django compiled of it: no second reading of its language."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template import Context, Node, NodeList, Origin, Template, engines
from django.template.base import FilterExpression, Variable
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import Promise

from translations.phrase import Phrase, UnreadableError


def compile_template(source: str, place: str) -> Template:
    """The template as the application compiles it, with our own tags and filters."""
    return Template(source, Origin(place), place, engine=engines["django"].engine)  # type: ignore[attr-defined]


def template_phrases(source: str, place: str) -> Iterator[Phrase]:
    """What a template says. Raises `UnreadableError` where a phrase is not written out."""
    for part in walk(compile_template(source, place).nodelist):
        if isinstance(part, TranslateNode):
            yield _translated(part, place)
        elif isinstance(part, BlockTranslateNode):
            yield _block_translated(part)
        elif isinstance(part, Variable) and part.translate:
            yield Phrase(_doubled(str(part.literal)))
        elif isinstance(part, Promise):
            # What `_("…")` becomes in a filter: Django makes it lazy when it compiles, its percent signs doubled.
            yield Phrase(str(part._args[0]))  # type: ignore[attr-defined]


def walk(thing: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Everything a template was compiled to, in the order of the source: nodes, expressions, variables."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return
    if isinstance(thing, Node | FilterExpression | Variable | Promise):
        seen.add(id(thing))
    yield thing
    for part in _parts(thing):
        yield from walk(part, seen)


def _parts(thing: Any) -> Iterable[Any]:
    if isinstance(thing, list | tuple):
        return thing
    if isinstance(thing, dict):
        return thing.values()
    if isinstance(thing, FilterExpression):
        return thing.var, thing.filters
    if isinstance(thing, Node | TokenBase):
        return vars(thing).values()
    return ()


def nodelists(node: Node) -> Iterator[NodeList]:
    """The bodies of a tag, in the order of the source."""
    for part in _within(vars(node).values()):
        if isinstance(part, NodeList):
            yield part


def _within(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        yield part
        if isinstance(part, list | tuple) and not isinstance(part, NodeList):
            yield from _within(part)


def _translated(node: TranslateNode, place: str) -> Phrase:
    variable: Any = node.filter_expression.var
    if variable.literal is None:
        raise UnreadableError(f"{place}: {{% translate {variable.var} %}} does not write its words out")
    return Phrase(_doubled(str(variable.literal)), context=_context(node))


def _block_translated(node: BlockTranslateNode) -> Phrase:
    singular, _names = node.render_token_list(node.singular)
    plural = node.render_token_list(node.plural)[0] if node.plural else None
    return Phrase(singular, plural, _context(node))


def _context(node: TranslateNode | BlockTranslateNode) -> str | None:
    return str(node.message_context.resolve(Context())) if node.message_context else None


def _doubled(literal: str) -> str:
    """As Django looks it up: percent signs of a template are not places to be filled."""
    return literal.replace("%", "%%")
