"""What somebody sends as a picture, made small, plain and safe to show."""

import hashlib
import struct
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from holdfast.core.refusal import Invalid
from holdfast.data.models.image import MOST_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_TO_READ = 5_000_000
MOST_PIXELS = 40_000_000
LOGO, PHOTO = (480, 160), (192, 192)
# SVG is none of them: it is a program as much as a picture.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# The best that is not large is taken. Of pure noise the last makes two thirds of what may be stored.
_LOSSLESS: dict[str, Any] = {"lossless": True}
_LOSSY: tuple[dict[str, Any], ...] = tuple({"quality": one, "alpha_quality": one} for one in (86, 60, 30))
_LARGE = 40_000
# What Pillow raises on broken files; each format's reader has its own.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP without metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Its name: another content has another one."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def read_logo(content: bytes) -> Picture:
    """A logo at most 480 wide and 160 high, never enlarged, transparent where it was.

    Refuses with `Invalid` what is no PNG, JPEG, WebP or GIF, is broken, or is too large to be unpacked.
    """

    def fit(image: "Image") -> "Image":
        image.thumbnail(LOGO)
        return image

    return _read(content, "logo", fit, [_LOSSLESS, *_LOSSY])


def read_photo(content: bytes) -> Picture:
    """The middle of a photo as a square of 192. Refuses as `read_logo` does."""
    from PIL import ImageOps  # noqa: PLC0415 - as below

    return _read(content, "photo", lambda image: ImageOps.fit(image, PHOTO), _LOSSY)


def _read(content: bytes, field: str, fit: "Callable[[Image], Image]", ways: Sequence[dict[str, Any]]) -> Picture:
    if len(content) > MOST_TO_READ:
        raise Invalid(field=field, reason=f"is larger than {MOST_TO_READ // 1_000_000} MB")
    image = fit(_decode(content, field))
    # Whatever was said in the file beside the picture (where and when it was taken, by which camera) stays behind.
    image.info = {}
    for way in ways:
        written = BytesIO()
        image.save(written, "WEBP", **way)
        if written.tell() <= _LARGE:
            break
    if written.tell() >= MOST_BYTES:
        raise Invalid(field=field, reason="has too much detail to be made small")
    return Picture(written.getvalue(), image.width, image.height)


def _decode(content: bytes, field: str) -> "Image":
    """The picture, upright, in plain colours."""
    # Loaded only where somebody sends a picture: web processes are to stay small.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            # A JPEG can be unpacked at a half, a quarter or an eighth of its size.
            image.draft("RGB", (2 * LOGO[0], 2 * LOGO[0]))
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return _in_plain_colours(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Invalid(field=field, reason=f"has more than {MOST_PIXELS // 1_000_000} million pixels") from bomb
    except UnidentifiedImageError as unknown:
        raise Invalid(field=field, reason="must be a PNG, JPEG, WebP or GIF") from unknown
    except _BROKEN as broken:
        raise Invalid(field=field, reason="is broken: save it again, or take another") from broken


def _in_plain_colours(image: "Image") -> "Image":
    if image.mode == "I;16":
        image = image.point(lambda value: value * (1 / 256), "L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    # Made anew only where it is something else: a large one is a hundred megabytes.
    return image if image.mode == mode else image.convert(mode)
