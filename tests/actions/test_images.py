"""Logos and photos: what is taken, what is made of it, and who sees it at once."""

import struct
import zlib

import pytest
from PIL import Image

from holdfast.actions._pictures import MOST_TO_READ, read_logo, read_photo
from holdfast.actions.images import remove_logo, remove_photo, set_logo, set_photo
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from holdfast.data.models.image import MOST_BYTES
from holdfast.queries.catalogue import get_service
from holdfast.queries.images import ImageView, get_image
from holdfast.queries.organisations import get_organisation
from tests import cast
from tests.cast import NOW, STAFF, Cast
from tests.pictures import SVG, file_of, halves, opened, taken_sideways


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _set_logo(salon: Cast, content: bytes | None = None) -> str:
    return set_logo(now=NOW, organisation_id=salon.id, content=content or file_of(halves()), actor=STAFF)


def _set_photo(salon: Cast, slug: str = "anna", content: bytes | None = None) -> str:
    return set_photo(
        now=NOW,
        organisation_id=salon.id,
        resource_slug=slug,
        content=content or file_of(halves(), "JPEG"),
        actor=STAFF,
    )


def _photos(salon: Cast) -> dict[str, ImageView | None]:
    get_organisation("salon")
    return {person.slug: person.photo for person in get_service(organisation_id=salon.id, slug="cut").staff}


def test_a_logo_is_seen_at_once_and_the_next_one_takes_its_place(salon: Cast) -> None:
    assert get_organisation("salon").logo is None
    first = _set_logo(salon)
    assert get_organisation("salon").logo == ImageView(first, 320, 160)
    second = _set_logo(salon, file_of(Image.new("RGB", (30, 20), "green")))
    assert second != first
    assert get_organisation("salon").logo == ImageView(second, 30, 20), "small ones are not blown up"
    assert models.Image.objects.count() == 1
    with pytest.raises(NotFound):
        get_image(organisation_id=salon.id, digest=first)
    remove_logo(now=NOW, organisation_id=salon.id, actor=STAFF)
    assert get_organisation("salon").logo is None
    with pytest.raises(NotFound):
        remove_logo(now=NOW, organisation_id=salon.id, actor=STAFF)


def test_a_photo_is_seen_at_once_beside_whom_it_shows(salon: Cast) -> None:
    assert _photos(salon) == {"anna": None, "ben": None}
    digest = _set_photo(salon)
    assert _photos(salon) == {"anna": ImageView(digest, 192, 192), "ben": None}
    assert get_organisation("salon").logo is None
    _set_photo(salon, "ben")
    _set_photo(salon, content=taken_sideways())
    assert models.Image.objects.count() == 2
    remove_photo(now=NOW, organisation_id=salon.id, resource_slug="anna", actor=STAFF)
    assert _photos(salon) == {"anna": None, "ben": ImageView(digest, 192, 192)}
    for slug in ("anna", "nobody"):
        with pytest.raises(NotFound):
            remove_photo(now=NOW, organisation_id=salon.id, resource_slug=slug, actor=STAFF)
    with pytest.raises(NotFound):
        _set_photo(salon, "nobody")


def test_each_change_stands_in_the_journal_by_ids_and_digests(salon: Cast) -> None:
    logo, photo = _set_logo(salon), _set_photo(salon)
    remove_photo(now=NOW, organisation_id=salon.id, resource_slug="anna", actor=STAFF)
    remove_logo(now=NOW, organisation_id=salon.id, actor=STAFF)
    anna = salon.world.resources["anna"].id
    assert list(models.Journal.objects.order_by("id").values_list("kind", "facts")) == [
        ("logo_set", {"image": logo}),
        ("photo_set", {"resource": anna, "image": photo}),
        ("photo_removed", {"resource": anna}),
        ("logo_removed", {}),
    ]


def test_what_one_business_shows_no_other_does(salon: Cast) -> None:
    clinic = cast.clinic()
    digest = _set_logo(salon)
    assert get_image(organisation_id=salon.id, digest=digest).media_type == "image/webp"
    assert get_organisation("clinic").logo is None
    with pytest.raises(NotFound):
        get_image(organisation_id=clinic.id, digest=digest)
    assert _set_logo(clinic) == digest, "the same picture has the same name"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_usual_formats_become_webp(form: str) -> None:
    made = read_photo(file_of(halves(), form))
    assert (made.width, made.height) == (192, 192)
    assert opened(made.content).format == "WEBP"


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    second = Image.new("RGB", (400, 200), "green")
    made = opened(read_logo(file_of(halves(), "GIF", save_all=True, append_images=[second])).content)
    assert getattr(made, "n_frames", 1) == 1
    assert _is_red(made, 10, 80)


def test_a_logo_stays_transparent_where_it_was() -> None:
    clear = Image.new("RGBA", (960, 320), (0, 0, 0, 0))
    clear.paste((200, 30, 30, 255), (0, 0, 480, 320))
    made = opened(read_logo(file_of(clear)).content)
    assert (made.size, made.mode) == ((480, 160), "RGBA")
    assert (made.getpixel((10, 10)), made.getpixel((470, 10))[3]) == ((200, 30, 30, 255), 0)  # type: ignore[index]


def test_of_a_photo_the_middle_is_shown() -> None:
    wide = Image.new("RGB", (600, 200), (30, 30, 200))
    wide.paste((200, 30, 30), (200, 0, 400, 200))
    made = opened(read_photo(file_of(wide)).content)
    assert _is_red(made, 5, 96)
    assert _is_red(made, 186, 96)


def test_a_photo_taken_sideways_stands_upright_and_what_the_camera_noted_is_gone() -> None:
    sent = taken_sideways()
    assert b"taken at home" in sent
    made = read_photo(sent).content
    assert _is_red(opened(made), 96, 20)
    assert not _is_red(opened(made), 96, 170)
    assert not any(word in made for word in (b"EXIF", b"XMP ", b"ICCP", b"taken at home", b"by a friend"))
    assert not opened(made).getexif()


def test_grey_of_sixteen_bits_keeps_its_shade() -> None:
    made = opened(read_logo(file_of(Image.new("I;16", (40, 40), 128 * 256))).content)
    assert made.getpixel((5, 5)) == (128, 128, 128)


def test_the_most_restless_picture_stays_below_what_may_be_stored() -> None:
    noise = Image.effect_noise((480, 160), 200)
    restless = Image.merge("RGBA", [noise, noise.rotate(180), Image.effect_noise((480, 160), 200), noise])
    for read in (read_logo, read_photo):
        assert len(read(file_of(restless)).content) < MOST_BYTES


def _png_that_says(width: int, height: int) -> bytes:
    """A small file that unpacks to as many pixels as it says."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


_REFUSED = {
    "nothing": (b"", "must be a PNG, JPEG, WebP or GIF"),
    "a text": (b"Hello there", "must be a PNG, JPEG, WebP or GIF"),
    "an SVG": (SVG, "must be a PNG, JPEG, WebP or GIF"),
    "another format": (file_of(halves(), "BMP"), "must be a PNG, JPEG, WebP or GIF"),
    "a TIFF": (file_of(halves(), "TIFF"), "must be a PNG, JPEG, WebP or GIF"),
    "a PDF": (file_of(halves(), "PDF"), "must be a PNG, JPEG, WebP or GIF"),
    "too many bytes": (file_of(halves()) + b"\0" * MOST_TO_READ, "is larger than 5 MB"),
    "too many pixels": (_png_that_says(8_000, 5_001), "has more than 40 million pixels"),
    "a bomb": (_png_that_says(12_000, 9_000), "has more than 40 million pixels"),
    "a great bomb": (_png_that_says(60_000, 60_000), "has more than 40 million pixels"),
    "half a JPEG": (file_of(halves(), "JPEG")[:-300], "is broken: save it again, or take another"),
    "half a PNG": (file_of(Image.effect_noise((99, 99), 90))[:5000], "is broken: save it again, or take another"),
    "a WebP cut off": (file_of(halves(), "WEBP")[:-20], "is broken: save it again, or take another"),
}


@pytest.mark.parametrize(("content", "reason"), _REFUSED.values(), ids=list(_REFUSED))
def test_what_is_no_good_picture_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    for field, read in (("logo", read_logo), ("photo", read_photo)):
        with pytest.raises(Invalid) as refused:
            read(content)
        assert (refused.value.code, refused.value.field, refused.value.reason) == ("invalid", field, reason)


def test_what_was_refused_changed_nothing(salon: Cast) -> None:
    digest = _set_logo(salon)
    with pytest.raises(Invalid):
        _set_logo(salon, SVG)
    assert get_organisation("salon").logo == ImageView(digest, 320, 160)
    assert models.Journal.objects.count() == 1


def _is_red(image: Image.Image, x: int, y: int) -> bool:
    red, _, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return red > blue  # type: ignore[operator]
