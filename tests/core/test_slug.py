"""Names that stand in addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.slug import LONGEST, RESERVED, is_slug, make_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Salão Aurora", "salao-aurora"),
        ("  Cut & finish (45 min) ", "cut-finish-45-min"),
        ("Straße 5", "strasse-5"),
        ("Studio Løkke & Łódź", "studio-lokke-lodz"),
        ("Ａ１", "a1"),
        ("美容室", "one"),
        ("", "one"),
        ("Desk", "desk-2"),
        ("API", "api-2"),
    ],
)
def test_a_name_becomes_a_slug(name: str, slug: str) -> None:
    assert make_slug(name, ()) == slug


def test_a_second_of_the_same_name_is_numbered() -> None:
    assert make_slug("Anna", {"anna", "anna-2"}) == "anna-3"


@given(st.text(max_size=200), st.sets(st.sampled_from(["a", "one", "one-2", "b", "desk-2"])))
def test_whatever_the_name_its_slug_is_one_and_free(name: str, taken: set[str]) -> None:
    slug = make_slug(name, taken)
    assert is_slug(slug)
    assert len(slug) <= LONGEST
    assert slug not in taken
    assert slug not in RESERVED
