"""In which language a visitor reads: chosen in the address, else the browser's wish, else the business's own.

There is no cookie to keep a choice in, so it stands in the address as `lang` and every link hands it on.
"""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.utils.http import escape_leading_slashes
from django.utils.translation.trans_real import parse_accept_lang_header

from holdfast.queries.organisations import OrganisationView

PARAMETER = "lang"
_MOST_WISHES = 20


def chosen_language(request: HttpRequest) -> str | None:
    """The language that the address itself names, if there is a translation."""
    return _known(_query(request).get(PARAMETER, ""))


def language_of(request: HttpRequest, organisation: OrganisationView | None) -> str:
    """The language of a page, with the country whose way of writing dates is wished for: `de-at`."""
    chosen = chosen_language(request)
    wished = [_known(code) for code, _ in _wishes(request.headers.get("Accept-Language", ""))]
    # Chosen in the address by its name alone: the browser may say which country's way to write it.
    if chosen is not None:
        return next((code for code in wished if code and _base(code) == chosen), chosen)
    own = _known(organisation.language) if organisation is not None else None
    return next((code for code in (*wished, own) if code), settings.LANGUAGE_CODE)


def languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The languages to choose from: each code, its own name, and this page's address in it.

    Nothing where there is only one, or where the page answers a form: what was typed would be lost.
    """
    if request.method != "GET" or len(settings.LANGUAGES) < 2:
        return []
    query = _query(request).copy()
    # A path that began with two slashes would lead to another host.
    path = escape_leading_slashes(request.path)
    found = []
    for code, _ in settings.LANGUAGES:
        query[PARAMETER] = code
        found.append((code, own_name(code), f"{path}?{query.urlencode()}"))
    return found


@lru_cache(maxsize=100)
def own_name(code: str) -> str:
    """Deutsch"""
    name = Locale.parse(code.replace("-", "_")).get_display_name() or code
    return name[:1].upper() + name[1:]


def _query(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except SuspiciousOperation:
        # Longer than is read: the page that refuses it needs a language too.
        return QueryDict()


def _wishes(header: str) -> tuple[tuple[str, float], ...]:
    return parse_accept_lang_header(header)[:_MOST_WISHES]


def _known(code: str) -> str | None:
    """The code, if there is a translation; without its country where the world knows none such."""
    code = code.lower()
    if _base(code) not in {known for known, _ in settings.LANGUAGES}:
        return None
    return code if _is_locale(code) else _base(code)


@lru_cache(maxsize=1000)
def _is_locale(code: str) -> bool:
    # Django keeps something for every code it ever used: only real ones may reach it.
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _base(code: str) -> str:
    return code.partition("-")[0]
