"""Who may call a view: each route says it by one of these decorators, which also hold it.

`view.access` is read by the middleware (headers) and by tests/architecture (no route without one); of the desk's
routes `view.right` says which right they ask for.
"""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from holdfast.queries.access import Right, get_member
from holdfast.web.forms import read_form_key, refuse_foreign_form
from holdfast.web.language import language_of

View = Callable[..., HttpResponseBase]


class Access(StrEnum):
    """To whom a route answers."""

    PUBLIC = "public"
    SECRET_LINK = "secret_link"  # noqa: S105 - a name
    ACCOUNT = "account"
    STAFF = "staff"


def public(*methods: str, own_form: bool = False) -> Callable[[View], View]:
    """Anyone. A POST needs the form token of its page; with `own_form` the view reads the token itself."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                refuse_foreign_form(request)
                if not own_form:
                    read_form_key(request)
            return view(request, *args, **kwargs)

        # No cookie gives these pages a power that another site could borrow: Django's check has nothing to hold.
        # (It would refuse the forms behind secret links besides: without a referrer, browsers say no origin.)
        return csrf_exempt(_declare(run, Access.PUBLIC, methods))

    return decorate


def secret_link(
    opening: Callable[[str], Any], *methods: str, own_form: bool = False, for_session: bool = False
) -> Callable[[View], View]:
    """Whoever has the link: the view gets what its token opens. A POST needs the form token of its page.

    With `for_session` the view acts for whoever is logged in, and only a form token of theirs will do: another
    site that has the link could get one of its own, and borrow their cookie for it.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            opened = opening(token)
            if request.method == "POST":
                refuse_foreign_form(request)
                if not own_form:
                    read_form_key(request, request.user.pk if for_session else None)
            return view(request, opened, token=token, **kwargs)

        declared = _declare(run, Access.SECRET_LINK, methods)
        declared.for_session = for_session  # type: ignore[attr-defined]
        return csrf_exempt(declared)

    return decorate


def staff(right: Right, *methods: str) -> Callable[[View], View]:
    """Members of the organisation in the address who have the right; others find nothing there."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, organisation: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = get_member(request.user.pk, organisation, right)
            # What a deed leaves to be said on the next page is written now.
            with translation.override(language_of(request, member.organisation)):
                return view(request, member, **kwargs)

        declared = _declare(run, Access.STAFF, methods)
        declared.right = right  # type: ignore[attr-defined]
        return declared

    return decorate


def signed_in(*methods: str) -> Callable[[View], View]:
    """Whoever has logged in, wherever they work."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, **kwargs)

        return _declare(run, Access.STAFF, methods)

    return decorate


def account(view: View) -> View:
    """A page of allauth, which looks after itself: Django's CSRF, log-in and rate limits."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request, None)):
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    return _declare(run, Access.ACCOUNT, ("GET", "POST"))


def _declare(view: View, access: Access, methods: tuple[str, ...]) -> View:
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        return view(request, *args, **kwargs)

    run.access = access  # type: ignore[attr-defined]
    run.methods = tuple(allowed)  # type: ignore[attr-defined]
    return run


def access_of(request: HttpRequest) -> Access | None:
    """What the route of a request declares; `None` where no route was found."""
    match = request.resolver_match
    return None if match is None else getattr(match.func, "access", None)
