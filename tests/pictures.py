"""Files as people send them."""

from io import BytesIO
from typing import Any

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, DESCRIPTION = 0x0112, 0x010E
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def file_of(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """The picture as a file of a format."""
    written = BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def halves(width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def taken_sideways() -> bytes:
    """A photo of `halves` by a telephone that lay on its side: red is above once it is turned."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 6, "taken at home"
    return file_of(halves(), "JPEG", quality=95, exif=exif, comment=b"by a friend")


def opened(content: bytes) -> Image.Image:
    """What a file shows."""
    return Image.open(BytesIO(content))
