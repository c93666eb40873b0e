"""Every route says who may call it, and how."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.constants import NOT_SET

from holdfast.api.v1.router import api
from holdfast.web.access import Access


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback


def test_every_route_of_the_pages_declares_who_may_call_it() -> None:
    pages = {path: view for path, view in _routes(get_resolver().url_patterns) if not path.startswith("api/")}
    assert len(pages) > 20
    silent = [path for path, view in pages.items() if not isinstance(getattr(view, "access", None), Access)]
    assert silent == []


def test_every_operation_of_the_api_declares_who_may_call_it() -> None:
    operations = [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) > 15
    # Everybody is said as auth=None, and is not what nothing said means.
    assert [one.view_func.__name__ for one in operations if one.auth_param is NOT_SET] == []


def test_secret_links_and_the_desk_are_where_they_are_thought_to_be() -> None:
    for path, view in _routes(get_resolver().url_patterns):
        if path.startswith(("h/", "b/")):
            assert view.access == Access.SECRET_LINK, path
        if path.startswith("desk"):
            assert view.access == Access.STAFF, path


def test_only_forms_with_a_token_of_our_own_are_spared_djangos_check() -> None:
    for path, view in _routes(get_resolver().url_patterns):
        if not path.startswith("api/"):
            spared = getattr(view, "csrf_exempt", False)
            assert spared == (view.access in {Access.PUBLIC, Access.SECRET_LINK}), path


def test_what_is_spared_and_acts_for_a_session_binds_its_form_to_it() -> None:
    bound = set()
    for path, view in _routes(get_resolver().url_patterns):
        if path.startswith("api/") or not getattr(view, "csrf_exempt", False) or "POST" not in view.methods:
            continue
        room = inspect.getmodule(inspect.unwrap(view))
        assert room
        looks = "request.user" in inspect.getsource(room)
        assert looks == getattr(view, "for_session", False), path
        bound |= {path} if looks else set()
    assert len(bound) == 2
