"""A person with a browser that keeps no cookies: follows links, fills in the forms a page really shows."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

DORA = {"name": "Dora Dias", "email": "dora@example.org", "phone": "+44 7700 900123", "notes": "By the window"}
TEN = "/salon/cut?date=2026-11-23&time=10%3A00"


@dataclass
class Form:
    """A form of a page."""

    method: str
    action: str
    fields: dict[str, Any] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What matters of a page: headings, links, forms, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[dict[str, str]] = []
        self.headings: list[str] = []
        self.said: list[str] = []
        self.language = ""
        self._in: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())

    def hrefs(self, part: str) -> list[str]:
        return [link["href"] for link in self.links if part in link.get("href", "")]

    def form(self, part: str = "") -> Form:
        return next(form for form in self.forms if form.method == "post" and part in form.action)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = named.get("lang", "")
        elif tag == "a":
            self.links.append(named)
        elif tag == "h1":
            self.headings.append("")
        elif tag == "form":
            self.forms.append(Form(named.get("method", "get"), named.get("action", "")))
        elif self.forms:
            self._field(tag, named)
        if tag in {"h1", "script", "style", "title"}:
            self._in.append(tag)

    def _field(self, tag: str, named: dict[str, str]) -> None:
        """What belongs to the form that began last."""
        form = self.forms[-1]
        if tag == "input" and named.get("name"):
            self._input(named)
        elif tag == "select":
            self._select = named["name"]
        elif tag == "option" and self._select is not None:
            # The first, as long as none is chosen.
            if "selected" in named or self._select not in form.fields:
                form.fields[self._select] = named.get("value", "")
        elif tag == "textarea":
            self._area = named["name"]
            form.fields[self._area] = ""
        elif tag == "button" and named.get("name"):
            form.buttons.append((named["name"], named["value"]))

    def _input(self, named: dict[str, str]) -> None:
        fields, name = self.forms[-1].fields, named["name"]
        if named.get("type") == "checkbox" and "checked" in named:
            # Several of one name are sent one after the other.
            before = fields.get(name)
            value = named.get("value", "on")
            several = before if isinstance(before, list) else [before]
            fields[name] = value if before is None else [*several, value]
        elif named.get("type") == "radio" and "checked" in named:
            fields[name] = named.get("value", "on")
        elif named.get("type") not in {"checkbox", "radio", "file", "submit"}:
            fields[name] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None
        if self._in and self._in[-1] == tag:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            # A browser drops the line break with which the field begins.
            self.forms[-1].fields[self._area] += data.removeprefix("\n")
            return
        if "h1" in self._in:
            self.headings[-1] += data.strip()
        if not {"script", "style"} & set(self._in):
            self.said.append(data)


class Visitor:
    """Opens and posts; each request is a new browser without cookies."""

    def get(self, url: str, **headers: str) -> Any:
        response = Client().get(url, headers=headers or None)
        response.page = Page(response.content.decode())
        return response

    def post(self, url: str, fields: dict[str, str], **more: Any) -> Any:
        response = Client().post(url, fields, **more)
        response.page = Page(response.content.decode())
        return response

    def send(self, response: Any, part: str = "", **typed: str) -> Any:
        """Sends a form of a page, with what is typed in place of what it shows."""
        form = response.page.form(part)
        return self.post(form.action or response.request["PATH_INFO"], {**form.fields, **typed})

    def hold(self, url: str = TEN, **typed: str) -> str:
        """Chooses, types, and arrives at the hold's address."""
        response = self.send(self.get(url), **{**DORA, **typed})
        assert response.status_code == 303, response.page.text
        return path_of(response)

    def book(self, url: str = TEN, **typed: str) -> str:
        """All the way to the booking's address."""
        response = self.send(self.get(self.hold(url, **typed)), "/confirm")
        assert response.status_code == 303, response.page.text
        return path_of(response)


def path_of(response: Any) -> str:
    """Where a redirect leads."""
    parts = urlsplit(response.headers["Location"])
    return parts.path + (f"?{parts.query}" if parts.query else "")
