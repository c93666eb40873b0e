"""A business may choose any colour; text stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.web import brand

COLOURS = ["#000000", "#ffffff", "#ffd400", "#8a3b5c", "#0b6e69", "#00ff00", "#0000ff", "#ff69b4", "#808080"]
colours = st.sampled_from(COLOURS) | st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def _tokens(accent: str, *, dark: bool) -> dict[str, str]:
    light_css, dark_css = brand.theme_css(accent).split("@media")
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", dark_css if dark else light_css))


@pytest.mark.parametrize("dark", [False, True])
@given(accent=colours)
def test_any_colour_is_readable_on_every_ground_and_under_its_own_text(dark: bool, accent: str) -> None:
    tokens = _tokens(accent, dark=dark)
    text = brand.DARK_TEXT if dark else brand.LIGHT_TEXT
    for ground in brand.DARK_GROUNDS if dark else brand.LIGHT_GROUNDS:
        assert brand.contrast(tokens["accent"], ground) >= 4.5
    assert brand.contrast(tokens["accent"], tokens["accent-1"]) >= 4.5
    for button in ("accent", "accent-strong"):
        assert brand.contrast(tokens[button], tokens["on-accent"]) >= 4.5
    for shade in ("accent-1", "heat-1", "heat-2", "heat-3"):
        assert brand.contrast(text, tokens[shade]) >= 4.5
    assert brand.contrast(brand.DARK_MUTED if dark else brand.LIGHT_MUTED, tokens["accent-1"]) >= 4.5


def test_a_colour_that_is_dark_enough_stays_as_it_is() -> None:
    assert brand.readable("#8a3b5c", dark=False) == "#8a3b5c"


def test_contrast_is_that_of_the_standard() -> None:
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_stylesheet_stands_on_the_same_grounds() -> None:
    from pathlib import Path

    css = (Path(brand.__file__).parent / "static" / "base.css").read_text()
    found = re.findall(r"--(?:ground|surface|text|muted): (#[0-9a-f]{6})", css)
    light = [*brand.LIGHT_GROUNDS, brand.LIGHT_TEXT, brand.LIGHT_MUTED]
    assert found == [*light, *brand.DARK_GROUNDS, brand.DARK_TEXT, brand.DARK_MUTED]
