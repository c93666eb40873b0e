"""What can be wrong with a translation, so far as a program can see it."""

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages import Message

from translations.catalogue import Catalogue, messages_of, strings_of

_NAMED = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# What `%` fills in by position, and the percent sign that our JavaScript does (doubled where a template says it).
_UNNAMED = re.compile(r"%[sd]|%%|%")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&\w+;")


def faults(catalogue: Catalogue) -> list[str]:
    """Every fault of a catalogue, each with the phrase it is in."""
    found = [
        f"{_first(message)!r}: {fault}" for message in messages_of(catalogue) for fault in _of(message, catalogue)
    ]
    return found + [f"{_first(message)!r}: is obsolete" for message in catalogue.obsolete.values()]


def _of(message: Message, catalogue: Catalogue) -> Iterator[str]:
    if message.fuzzy:
        yield "is fuzzy"
    strings = strings_of(message, catalogue)
    if not all(strings):
        yield "is not translated" if not any(strings) else "lacks a plural form"
    for string in filter(None, strings):
        yield from _against(string, message)


def _against(string: str, message: Message) -> Iterator[str]:
    source = message.id[-1] if isinstance(message.id, list | tuple) else message.id
    wanted, given = set(_NAMED.findall(source)), set(_NAMED.findall(string))
    # "one day", "two days": a plural form may say the number in words, where it is filled in by name.
    if given - wanted or (wanted - given and not message.pluralizable):
        yield f"has the places {sorted(given)}, not {sorted(wanted)}"
    if _unnamed(string) != _unnamed(source):
        yield f"has other percent signs than {source!r}"
    if Counter(_TAG.findall(string)) != Counter(_TAG.findall(source)):
        yield f"has other tags than {source!r}"
    if _edges(string) != _edges(source):
        yield "begins or ends with a space, or does not"


def _unnamed(text: str) -> list[str]:
    return _UNNAMED.findall(_NAMED.sub("", text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
