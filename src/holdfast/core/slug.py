"""The names that stand in addresses."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SLUG = re.compile(PATTERN)
LONGEST = 60

# Letters that are no others with a mark on them, as they are written where they are not at hand.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)

# Names of our own roads: a business called so could not be reached.
RESERVED = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "b",
        "desk",
        "docs",
        "embed",
        "gate",
        "h",
        "healthz",
        "join",
        "login",
        "metrics",
        "start",
        "static",
    }
)


def is_slug(text: str) -> bool:
    """Whether the text has the form of a slug; small letters, digits, single hyphens between."""
    return len(text) <= LONGEST and _SLUG.fullmatch(text) is not None


def make_slug(name: str, taken: Collection[str], *, fallback: str = "one") -> str:
    """A slug that says a name, in plain letters: free where `taken` are not, and no reserved word.

    "Salão Aurora" becomes `salao-aurora`, the second one `salao-aurora-2`. A name without a letter that has a
    plain form becomes the fallback.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST].strip("-") or fallback
    if base not in taken and base not in RESERVED:
        return base
    numbered = (f"{base[: LONGEST - 6].strip('-')}-{number}" for number in count(2))
    return next(slug for slug in numbered if slug not in taken)
