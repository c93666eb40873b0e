"""The neutral colours of the stylesheet, by day and in the dark; the accent is proved in `test_brand.py`."""

import re
from pathlib import Path

import pytest

from holdfast import web
from holdfast.web.brand import contrast

BASE = (Path(web.__file__).parent / "static" / "base.css").read_text()
READ = [
    ("text", "ground"),
    ("text", "surface"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("good", "good-soft"),
    ("waiting", "waiting-soft"),
    ("text", "waiting-soft"),
    ("bad", "bad-soft"),
    ("bad", "surface"),
    ("on-bad", "bad"),
]
_LINES_OF_WHAT_CAN_BE_USED = [("line-strong", "ground"), ("line-strong", "surface")]


def _tokens(scheme: str) -> dict[str, str]:
    light, dark = BASE.split("@media (prefers-color-scheme: dark)")[:2]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out_from_its_ground(scheme: str) -> None:
    tokens = _tokens(scheme)
    assert [pair for pair in READ if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lines_of_fields_and_buttons_can_be_seen(scheme: str) -> None:
    tokens = _tokens(scheme)
    assert [one for one in _LINES_OF_WHAT_CAN_BE_USED if contrast(tokens[one[0]], tokens[one[1]]) < 3] == []


def test_both_schemes_name_the_same_colours() -> None:
    assert set(_tokens("light")) == set(_tokens("dark"))
