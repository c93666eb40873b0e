"""The phrases of a Python module, found in its syntax tree."""

import ast
from collections.abc import Iterator

from translations.phrase import Phrase, UnreadableError

_MODULE = "django.utils.translation"
_SINGLE, _COUNTED = ("singular",), ("singular", "plural")
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "gettext": _SINGLE,
    "gettext_lazy": _SINGLE,
    "gettext_noop": _SINGLE,
    "ngettext": _COUNTED,
    "ngettext_lazy": _COUNTED,
    "pgettext": ("context", *_SINGLE),
    "pgettext_lazy": ("context", *_SINGLE),
    "npgettext": ("context", *_COUNTED),
    "npgettext_lazy": ("context", *_COUNTED),
}


def python_phrases(source: str, place: str) -> Iterator[Phrase]:
    """What a module says. Raises `UnreadableError` where a phrase is not written out."""
    tree = ast.parse(source)
    for call, arguments in gettext_calls(tree):
        words = call.args[: len(arguments)]
        if len(words) < len(arguments) or not all(_is_text(word) for word in words):
            raise UnreadableError(f"{place}:{call.lineno}: a phrase for gettext is written out, not made")
        yield Phrase(**{name: ast.literal_eval(word) for name, word in zip(arguments, words, strict=True)})


def gettext_calls(tree: ast.Module) -> Iterator[tuple[ast.Call, tuple[str, ...]]]:
    """The calls of gettext, under whatever name it was imported, each with what its first arguments are."""
    functions, modules = _imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = None
        if isinstance(node.func, ast.Name):
            name = functions.get(node.func.id)
        elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in modules:
            name = node.func.attr
        if name in _ARGUMENTS:
            yield node, _ARGUMENTS[name]


def _imported(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    functions: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _MODULE:
            functions |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom | ast.Import):
            within = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            modules |= {one.asname or one.name for one in node.names if within + one.name == _MODULE}
    return functions, modules


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
