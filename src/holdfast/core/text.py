"""What people type: one form, no control characters, bounded."""

import unicodedata

from holdfast.core.refusal import Invalid

# Line and paragraph separators break calendar files and logs as a newline does.
_SEPARATORS = {"\u2028", "\u2029"}


def clean_line(value: str, *, field: str, longest: int, required: bool = True) -> str:
    """One line, NFC-normalised and trimmed, at most `longest` characters.

    Refuses with `Invalid` naming the field: control characters, lone surrogates, private use, nothing where
    something is required, too much. Characters newer than Python's tables (this year's emoji) are kept.
    """
    return _clean(value, field=field, longest=longest, required=required, allowed=frozenset())


def clean_text(value: str, *, field: str, longest: int, required: bool = False) -> str:
    """Like `clean_line`, but line breaks and tabs are kept."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return _clean(unified, field=field, longest=longest, required=required, allowed=frozenset("\n\t"))


def _clean(value: str, *, field: str, longest: int, required: bool, allowed: frozenset[str]) -> str:
    text = unicodedata.normalize("NFC", value).strip()
    if required and not text:
        raise Invalid(field=field, reason="required")
    if len(text) > longest:
        raise Invalid(field=field, reason=f"longer than {longest} characters")
    for character in text:
        if character in allowed:
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Co"} or character in _SEPARATORS:
            raise Invalid(field=field, reason="contains a character that cannot be used")
    return text
