"""Template tags that words alone cannot be: icons and the hidden field of forms without cookies."""

from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from holdfast.web.forms import FIELD, make_form_token
from holdfast.web.links import link as make_link
from holdfast.web.words import locale

register = template.Library()


@register.simple_tag
def form_token(address: str, user_id: int | None = None) -> SafeString:
    """The hidden field without which a form sent to the address is refused, whatever its query.

    Where the view acts for whoever is logged in, their id is needed too.
    """
    path = address.partition("?")[0]
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, make_form_token(path, user_id))


@register.simple_tag(takes_context=True)
def link(context: Context, name: str, *arguments: str, **query: str) -> str:
    """The address of a route, in the language the visitor chose."""
    return make_link(context.get("request"), name, *arguments, **query)


@register.simple_tag
def locale_tag() -> str:
    """The locale in which the page says dates and times, for scripts that say some too."""
    return str(locale()).replace("_", "-")


@register.simple_tag
@lru_cache(maxsize=100)
def icon(name: str) -> SafeString:
    """An icon as inline SVG; a word stands beside it, so readers aloud skip it."""
    return mark_safe(render_to_string(f"icons/{name}.svg").strip())  # noqa: S308 - a file of ours


_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
_CALLED = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "Mac", "CrOS": "ChromeOS"}


@register.filter
def device(user_agent: str) -> str:
    """The browser and the kind of device that a session began on, as far as it says."""
    browser, system = (
        next((_CALLED.get(word, word) for word in words if word in user_agent), None)
        for words in (_BROWSERS, _SYSTEMS)
    )
    if browser is None or system is None:
        return gettext("An unknown device")
    return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
