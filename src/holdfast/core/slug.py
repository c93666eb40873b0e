"""The names that stand in addresses."""

import re

PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SLUG = re.compile(PATTERN)
LONGEST = 60

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
