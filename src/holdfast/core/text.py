"""What people type: one form, no control characters, bounded."""

import unicodedata

from holdfast.core.refusal import Invalid

# Line and paragraph separators break calendar files and logs as a newline does; the others turn the direction
# of whatever text stands after them (Unicode Technical Report 36, 2.10).
_HARMFUL = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters with a stroke or joined, which no normal form takes apart.
_WHOLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
# Letters that show nothing.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


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
    if required and not any(_is_visible(character) for character in text):
        raise Invalid(field=field, reason="required")
    if len(text) > longest:
        raise Invalid(field=field, reason=f"longer than {longest} characters")
    for character in text:
        if character in allowed:
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Co"} or character in _HARMFUL:
            raise Invalid(field=field, reason="contains a character that cannot be used")
    return text


def _is_visible(character: str) -> bool:
    """Whether a reader sees anything of it: no space, no format character, no blank letter."""
    return unicodedata.category(character)[0] not in "ZC" and character not in _BLANKS


def fold(value: str) -> str:
    """What a search compares: without accents and marks, in small letters, with single spaces."""
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", value) if not unicodedata.combining(character)
    )
    return " ".join(bare.casefold().translate(_WHOLE).split())
