"""A business's colour, corrected until text in it and on it can be read (WCAG 2.2, 1.4.3).

Any colour works: in the light it is darkened, in the dark lightened, as little as the contrast asks for.
"""

import hashlib
from functools import lru_cache

Colour = tuple[float, float, float]

# What static/base.css calls --ground and --surface, the darkest and lightest things accents stand on.
LIGHT_GROUNDS = ("#f7f6f3", "#ffffff")
DARK_GROUNDS = ("#161614", "#232320")
LIGHT_TEXT, DARK_TEXT = "#1c1b19", "#f0efeb"
LIGHT_MUTED, DARK_MUTED = "#64615a", "#aeaba2"
READABLE = 4.5
# How much accent is in the ground of what is pointed out, and of days with few, some and many free times: they
# are weakened together until text can be read on the strongest.
_LIGHT_TINT, _DARK_TINT = 0.08, 0.11
_LIGHT_HEATS, _DARK_HEATS = (0.17, 0.33, 0.5), (0.18, 0.34, 0.5)
_BLACK, _WHITE = "#000000", "#ffffff"


@lru_cache(maxsize=500)
def theme_css(accent: str) -> str:
    """The stylesheet with the accent and what is made of it, light and dark."""
    light, dark = _tokens(accent, dark=False), _tokens(accent, dark=True)
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


@lru_cache(maxsize=500)
def theme_version(accent: str) -> str:
    """A name that changes with the stylesheet's content."""
    return hashlib.sha256(theme_css(accent).encode()).hexdigest()[:10]


def readable(accent: str, *, dark: bool) -> str:
    """The accent, moved towards black (or white in the dark) until it can be read on every ground."""
    grounds, towards = (DARK_GROUNDS, _WHITE) if dark else (LIGHT_GROUNDS, _BLACK)
    tint = _DARK_TINT if dark else _LIGHT_TINT
    for step in range(101):
        moved = mix(accent, towards, step / 100)
        # The tinted ground of a selected thing is the hardest to read on.
        tinted = [mix(ground, moved, tint) for ground in grounds]
        if all(contrast(moved, ground) >= READABLE for ground in (*grounds, *tinted)):
            return moved
    return towards


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(first: str, second: str, share: float) -> str:
    """The first colour with a share of the second in it."""
    channels = zip(_parse(first), _parse(second), strict=True)
    return "#" + "".join(f"{round((a * (1 - share) + b * share) * 255):02x}" for a, b in channels)


def _tokens(accent: str, *, dark: bool) -> str:
    shown = readable(accent, dark=dark)
    on_accent = DARK_GROUNDS[0] if dark else _WHITE
    surface = DARK_GROUNDS[1] if dark else LIGHT_GROUNDS[1]
    heats = _heats(surface, shown, dark=dark)
    tint = mix(surface, shown, _DARK_TINT if dark else _LIGHT_TINT)
    pressed = mix(shown, _WHITE if dark else _BLACK, 0.14)
    names = {"accent": shown, "accent-strong": pressed, "on-accent": on_accent, "accent-1": tint}
    names |= {f"heat-{number}": shade for number, shade in enumerate(heats, start=1)}
    return ";".join(f"--{name}:{value}" for name, value in names.items())


def _heats(surface: str, shown: str, *, dark: bool) -> list[str]:
    """The three shades, as strong as text on the strongest allows."""
    text, shares = (DARK_TEXT, _DARK_HEATS) if dark else (LIGHT_TEXT, _LIGHT_HEATS)
    for percent in range(100, 0, -2):
        heats = [mix(surface, shown, share * percent / 100) for share in shares]
        if contrast(text, heats[-1]) >= READABLE:
            return heats
    return [surface] * 3


def _parse(colour: str) -> Colour:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _parse(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
