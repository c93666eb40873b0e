"""The guides of docs/guides as pages of the desk."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

import holdfast
from holdfast.core.slug import make_slug

GUIDES = ("owner", "front-desk", "roles")
# Which part of which guide explains a page, by a word in the name of its route; the first that fits.
_PARTS = (
    ("booked", "front-desk", "booking-by-telephone"),
    ("booking", "front-desk", "one-booking"),
    ("book", "front-desk", "booking-by-telephone"),
    ("change", "front-desk", "one-booking"),
    ("move", "front-desk", "one-booking"),
    ("notes", "front-desk", "one-booking"),
    ("why", "front-desk", "why-a-time-is-not-free"),
    ("search", "front-desk", "finding-somebody"),
    ("start", "owner", "the-first-ten-minutes"),
    ("service", "owner", "services"),
    ("resource", "owner", "people-and-things"),
    ("skill", "owner", "skills"),
    ("place", "owner", "places"),
    *((word, "owner", "hours") for word in ("hours", "week", "closure", "override", "block", "day")),
    *((word, "owner", "people-who-log-in") for word in ("people", "invit", "worker", "take_back")),
    *((word, "owner", "your-page") for word in ("business", "logo", "poster")),
)
_INSTALLED = Path(holdfast.__file__).parent / "guides"
# A checkout has them where its readers look for them.
_FOLDER = _INSTALLED if _INSTALLED.is_dir() else Path(holdfast.__file__).parents[2] / "docs" / "guides"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=20)
def guide_html(name: str, links: tuple[tuple[str, str], ...], pictures: str) -> SafeString:
    """A guide as HTML. `links` are the pages of other guides, by their names; `pictures` begins those of pictures.

    A link to what only the repository has is shown as its words.
    """
    tokens = _MARKDOWN.parse((_FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    known = dict(links)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = make_slug(tokens[number + 1].content, ())
        for child in token.children or ():
            _relink(child, known, pictures)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(str(html).replace("<table>", '<table class="listed">'))  # noqa: S308 - files of ours


def guide_part(route: str) -> tuple[str, str]:
    """The guide that explains a page of the desk, and the part of it."""
    found = ((guide, part) for word, guide, part in _PARTS if word in route)
    return next(found, ("front-desk", "the-agenda"))


def find_picture(name: str) -> Path | None:
    """A picture of the guides; the name is a slug, so it leads nowhere else."""
    found = _FOLDER / "pictures" / f"{name}.png"
    return found if found.is_file() else None


def _relink(token: Any, links: dict[str, str], pictures: str) -> None:
    if token.type == "image":
        picture = str(token.attrs.get("src", "")).rpartition("/")[2]
        token.attrs["src"] = pictures + picture
        token.attrs["loading"] = "lazy"
    elif token.type == "link_open":
        page, _, part = str(token.attrs.get("href", "")).partition("#")
        name = page.removesuffix(".md")
        if name in links:
            token.attrs["href"] = links[name] + (f"#{part}" if part else "")
        elif not page.startswith("https://"):
            token.attrs.pop("href", None)
