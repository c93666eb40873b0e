"""People and things, places, and the business itself at the desk."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import holdfast
from holdfast.data import models
from tests import cast
from tests.cast import Cast
from tests.web.test_desk import _log_in
from tests.web.test_hours import send, text_of
from tests.web.visitor import Page, path_of

LIST = "/desk/salon/resources"
PICTURES = Path(holdfast.__file__).parent / "actions" / "pictures" / "salon"


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _upload(client: Client, page: str, action: str, name: str = "logo.webp", content: bytes | None = None) -> Any:
    form = Page(client.get(page).content.decode()).form(action)
    picture = SimpleUploadedFile(name, (PICTURES / "logo.webp").read_bytes() if content is None else content)
    token = form.fields["csrfmiddlewaretoken"]
    return client.post(form.action, {"csrfmiddlewaretoken": token, "picture": picture})


def test_somebody_new_is_listed_with_what_is_missing(owner: Client) -> None:
    answer = send(owner, f"{LIST}/new", name="Zoë", kind="person", about="Beards")
    assert path_of(answer) == f"{LIST}/zoe"
    assert "Added, with the hours of the place." in text_of(owner.get(path_of(answer)))
    assert "Zoë Person For no service yet" in text_of(owner.get(LIST))


def test_what_is_said_of_somebody_is_changed(owner: Client) -> None:
    send(owner, f"{LIST}/anna", name="Anna B", buffer_after_0="10", buffer_after_1="min")
    row = models.Resource.objects.get(slug="anna")
    assert (row.name, row.buffer_after.total_seconds()) == ("Anna B", 600)
    wrong = send(owner, f"{LIST}/anna", name="")
    assert wrong.status_code == 422
    assert "Please check what you typed" in text_of(wrong)


def test_somebody_with_bookings_leaves_only_knowingly(salon: Cast, owner: Client) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    asked = send(owner, f"{LIST}/anna", is_active="")
    assert asked.status_code == 409
    assert Page(asked.content.decode()).hrefs(ref)
    send(owner, f"{LIST}/anna", is_active="", anyway=asked.context["hurt"].mark)
    assert "Not in use A Anna" in text_of(owner.get(LIST))


def test_how_many_there_are_is_changed_unless_they_are_booked(salon: Cast, owner: Client) -> None:
    def change(number: str) -> Any:
        form = Page(owner.get(f"{LIST}/chair-1").content.decode()).form("/capacity")
        return owner.post(form.action, {**form.fields, "capacity": number})

    change("2")
    assert models.Resource.objects.get(slug="chair-1").capacity == 2
    models.Allocation.objects.update(unit=1)
    assert change("0").status_code == 422
    assert change("1").status_code == 303


def test_a_photo_comes_and_goes(owner: Client) -> None:
    page = f"{LIST}/anna"
    assert path_of(_upload(owner, page, "/photo")) == page
    assert models.Image.objects.filter(resource__slug="anna").exists()
    form = Page(owner.get(page).content.decode()).form("/photo/remove")
    owner.post(form.action, form.fields)
    assert not models.Image.objects.exists()
    assert "take a PNG, JPEG, WebP or GIF" in text_of(_upload(owner, page, "/photo", "x.txt", b"hello"))
    assert _upload(owner, page, "/photo", "x.txt", b"hello").status_code == 422
    assert _upload(owner, page, "/photo", "x.png", b"").status_code == 422


def test_a_form_is_as_large_as_a_picture_only_where_one_is_asked_for(owner: Client) -> None:
    large = b"x" * 1_000_000
    # Read, and found to be no picture.
    assert _upload(owner, f"{LIST}/anna", "/photo", "x.png", large).status_code == 422
    assert _upload(owner, f"{LIST}/anna", "/photo", "x.png", large * 6).status_code == 413
    form = Page(owner.get(f"{LIST}/chair-1").content.decode()).form("/capacity")
    elsewhere = {**form.fields, "picture": SimpleUploadedFile("x.png", large)}
    assert owner.post(form.action, elsewhere).status_code == 413


def test_a_place_comes_with_its_holidays(owner: Client) -> None:
    answer = send(owner, "/desk/salon/places/new", name="Alfama", zone="Europe/Lisbon", holiday_country="PT")
    assert path_of(answer) == "/desk/salon/hours/location/alfama"
    assert "Closed on" in text_of(owner.get(path_of(answer)))
    send(owner, "/desk/salon/places/alfama", address="Rua 1", holiday_region="11")
    row = models.Location.objects.get(slug="alfama")
    assert (row.address, row.holiday_country, row.holiday_region) == ("Rua 1", "PT", "11")
    # Another country: its regions are others, and the one before is nothing there.
    assert send(owner, "/desk/salon/places/alfama", holiday_country="DE").status_code == 303
    row.refresh_from_db()
    assert (row.holiday_country, row.holiday_region) == ("DE", "")
    assert send(owner, "/desk/salon/places/alfama", holiday_country="").status_code == 303
    assert "Alfama" in text_of(owner.get("/desk/salon/places"))


def test_a_place_with_bookings_is_given_up_only_knowingly(salon: Cast, owner: Client) -> None:
    salon.book("cut", "10:00")
    assert send(owner, "/desk/salon/places/here", is_active="").status_code == 409
    wrong = send(owner, "/desk/salon/places/here", zone="Mars/Base", name="Kept")
    assert wrong.status_code == 422
    assert 'value="Kept"' in wrong.content.decode()
    # With none chosen, browsers would choose the first of the list, and the next Save would move the place.
    assert '<option value="Europe/Lisbon" selected>' in wrong.content.decode()


def test_the_business_says_of_itself_what_is_typed(owner: Client) -> None:
    answer = send(
        owner,
        "/desk/salon/settings",
        name="Salão <b>",
        slug="salao",
        accent="#aa0000",
        currency="USD",
        language="de",
    )
    assert path_of(answer) == "/desk/salao/settings"
    page = owner.get("/desk/salao/settings").content.decode()
    assert "Salão &lt;b&gt;" in page
    assert "http://testserver/salao" in page
    assert models.Service.objects.filter(currency="USD").count() == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"slug": "other"}, "Another business here has this address"),
        ({"slug": "desk"}, "We need this word for ourselves"),
        ({"slug": "Not a slug"}, "Use small letters, digits, and single hyphens"),
        ({"email": "nowhere"}, "Enter an e-mail address in the right form"),
        ({"phone": "x"}, "Enter a telephone number"),
        ({"accent": "red"}, "Colour"),
        ({"currency": "ZZZ"}, "Currency"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(owner: Client, typed: dict[str, str], words: str) -> None:
    cast.salon("other")
    wrong = send(owner, "/desk/salon/settings", about="All about us", **typed)
    assert wrong.status_code == 422
    assert words in text_of(wrong)
    assert "All about us" in wrong.content.decode()
    assert models.Organisation.objects.get(slug="salon").about == ""


def test_a_logo_comes_and_goes(owner: Client) -> None:
    page = "/desk/salon/settings"
    assert path_of(_upload(owner, page, "/settings/logo")) == page
    form = Page(owner.get(page).content.decode()).form("/logo/remove")
    owner.post(form.action, form.fields)
    assert not models.Image.objects.exists()
    assert _upload(owner, page, "/settings/logo", "x.txt", b"hello").status_code == 422
