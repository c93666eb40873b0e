"""A catalogue: read, brought up to date with the source, written for people (.po) and for Django (.mo).

What is written depends on the source and the translations alone: no dates, versions or line numbers.
"""

import difflib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from translations.phrase import Phrase
from translations.source import Language, Places

_WAS = "was: "
_ENDLESS = 100_000


class Catalogue(Catalog):
    """Babel's catalogue with a header that says only what is needed to read it."""

    def __init__(self, language: Language) -> None:
        super().__init__(locale=language.code, header_comment="", fuzzy=False)
        self._plurals = language.plurals

    @property
    def num_plurals(self) -> int:
        """How many plural forms there are."""
        found = re.match(r"nplurals=(\d)", self._plurals)
        return int(found[1]) if found else 1

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self._plurals),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def read(language: Language, po: Path | None = None) -> Catalogue:
    """The catalogue of a language, as it is."""
    catalogue = Catalogue(language)
    path = po or language.po
    if not path.exists():
        return catalogue
    with path.open("rb") as file:
        found = read_po(file, locale=language.code)
    catalogue.header_comment = found.header_comment
    for message in _messages(found):
        catalogue[message.id] = message
    catalogue.obsolete = found.obsolete
    return catalogue


def update(old: Catalogue, places: Places, language: Language) -> Catalogue:
    """The catalogue for the source as it is now: what is new without a translation, what is gone without a trace.

    What is new is told, in a comment, how the most similar of what is gone was translated. Nobody reads it there
    but the translator: nothing is translated by likeness.
    """
    catalogue = Catalogue(language)
    catalogue.header_comment = old.header_comment
    kept = {phrase_of(message): message for message in _messages(old)}
    gone = {phrase.singular: kept[phrase] for phrase in kept if phrase not in places and kept[phrase].string}
    for phrase in sorted(places, key=lambda one: (one.singular, one.context or "")):
        before = kept.get(phrase)
        message = catalogue.add(
            phrase.id,
            _translation(before),
            locations=[(place, 0) for place in sorted(places[phrase])],
            user_comments=[one for one in before.user_comments if not one.startswith(_WAS)] if before else (),
            flags=before.flags - {"python-format"} if before else (),
            context=phrase.context,
        )
        if not is_whole(message, catalogue):
            message.user_comments += _was(phrase, before, gone)
    return catalogue


def po_of(catalogue: Catalogue) -> bytes:
    """The file for people: sorted, a line each, so that a change shows as what it is."""
    written = BytesIO()
    write_po(written, catalogue, width=_ENDLESS, sort_output=True, include_lineno=False)
    return written.getvalue().rstrip(b"\n") + b"\n"


def mo_of(catalogue: Catalogue) -> bytes:
    """The file for Django. What is fuzzy is left out."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def phrase_of(message: Message) -> Phrase:
    """What a message translates."""
    singular, plural = message.id if isinstance(message.id, list | tuple) else (message.id, None)
    return Phrase(str(singular), plural, message.context)


def is_whole(message: Message, catalogue: Catalogue) -> bool:
    """Whether every form is translated, and surely."""
    return all(strings_of(message, catalogue)) and not message.fuzzy


def strings_of(message: Message, catalogue: Catalogue) -> list[str]:
    """The translations of a message: one, or as many as the language has plural forms."""
    if not message.pluralizable:
        return [str(message.string or "")]
    strings = [str(one or "") for one in message.string] if isinstance(message.string, list | tuple) else []
    return strings + [""] * (catalogue.num_plurals - len(strings))


def messages_of(catalogue: Catalogue) -> list[Message]:
    """The messages without the header."""
    return list(_messages(catalogue))


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _translation(before: Message | None) -> str | tuple[str, ...] | None:
    if before is None or not before.string:
        return None
    return before.string if isinstance(before.string, str) else tuple(before.string)


def _was(phrase: Phrase, before: Message | None, gone: dict[str, Message]) -> list[str]:
    said = [one for one in before.user_comments if one.startswith(_WAS)] if before else []
    near = difflib.get_close_matches(phrase.singular, gone, n=1, cutoff=0.5)
    if said or not near:
        return said
    string = gone[near[0]].string or ""
    return [f"{_WAS}{near[0]} = {string if isinstance(string, str) else ' | '.join(string)}"]
