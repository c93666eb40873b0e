"""Pictures of pages: taken still, the same in each run, made small, and looked at for whether they are blank."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

from django.test import override_settings
from PIL import Image
from playwright.sync_api import Page

from holdfast.data import models

_COLOURS = 160
_FEWEST_COLOURS, _MOST_OF_ONE = 24, 0.93
_ALL_SHOWN = "() => Promise.all([...document.images].map(one => one.decode()))"


@dataclass(frozen=True)
class Album:
    """A folder of pictures; `prefix` begins the name of each."""

    folder: Path
    prefix: str

    def take(self, page: Page, name: str) -> Path:
        """What the screen shows now, without what a mouse or a cursor adds."""
        page.mouse.move(0, 0)
        page.evaluate(_ALL_SHOWN)
        shot = page.screenshot(animations="disabled", caret="hide")
        where = self.folder / f"{self.prefix}-{name}.png"
        few = Image.open(BytesIO(shot)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(where, optimize=True)
        return where


def is_blank(picture: Path) -> bool:
    """Whether it shows next to nothing: few colours, or nearly all of it in one."""
    with Image.open(picture) as image:
        colours = Counter({colour: count for count, colour in image.convert("RGB").getcolors(_COLOURS) or ()})
        most = colours.most_common(1)[0][1] / (image.width * image.height)
    return len(colours) < _FEWEST_COLOURS or most > _MOST_OF_ONE


@contextmanager
def the_same_each_time() -> Iterator[None]:
    """What chance decides when something is booked is the same in each run, and so are the addresses shown."""
    chance = Random(7)
    for organisation in models.Organisation.objects.order_by("slug"):
        organisation.public_id = _uuid(chance)
        organisation.save(update_fields=["public_id"])
    with (
        override_settings(BASE_URL="https://book.example.com"),
        patch("holdfast.actions._placing._random", chance),
        patch("holdfast.actions._placing.uuid4", lambda: _uuid(chance)),
    ):
        yield


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
