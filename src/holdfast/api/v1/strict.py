"""Reading requests strictly: what is not known, or said twice, is refused and not swallowed."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.types import DictStrAny

from holdfast.api.errors import MediaTypeError
from holdfast.core.refusal import Invalid

Run = Callable[..., HttpResponseBase]


class StrictParser(Parser):
    """JSON as RFC 8259 has it, in UTF-8, said to be JSON; Python's own reader takes more."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """What the body says; raises at whatever is wrong with it."""
        charset = (request.content_params or {}).get("charset", "utf-8")
        if request.content_type != "application/json" or charset.lower() != "utf-8":
            raise MediaTypeError
        text = request.body.decode("utf-8")
        read = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)
        return cast(DictStrAny, read)


def with_known_query(run: Run) -> Run:
    """An operation that refuses a query parameter that is not its own, or is given twice.

    A misspelt `location=` would otherwise answer for another place, and nobody would notice.
    """
    operation: Operation = run.__self__  # type: ignore[attr-defined] # ninja hands over the operation's own method
    sources = (model for model in operation.models if model.__ninja_param_source__ == "query")
    known = frozenset(name for model in sources for name in model.__ninja_flatten_map__)

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.META.get("QUERY_STRING"):
            try:
                _check_query(request.GET, known)
            except Invalid as refused:
                return operation.api.on_exception(request, refused)
        return run(request, **path)

    return checked


def _check_query(query: "MultiValueDict[str, str]", known: frozenset[str]) -> None:
    for name, values in query.lists():
        if name not in known:
            raise Invalid(field=name[:100], reason="is not known here")
        if len(values) > 1:
            raise Invalid(field=name, reason="is given more than once")


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name is given twice")
    return read
