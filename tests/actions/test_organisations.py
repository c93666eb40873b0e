"""What a business says of itself."""

import pytest

from holdfast.actions.organisations import SlugTaken, describe_organisation
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from holdfast.queries.organisations import OrganisationView, get_organisation
from tests import cast
from tests.cast import NOW, STAFF, Cast


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _describe(salon: Cast, **said: str) -> OrganisationView:
    describe_organisation(now=NOW, organisation_id=salon.id, actor=STAFF, **said)
    return get_organisation("salon")


def test_words_and_colour_are_changed_each_without_the_other(salon: Cast) -> None:
    before = get_organisation("salon")
    assert before.about == ""

    said = _describe(salon, about="  Hair, and time for it.\r\nSince 1998. ")
    assert (said.about, said.accent) == ("Hair, and time for it.\nSince 1998.", before.accent)
    said = _describe(salon, accent="#8A3B5C")
    assert (said.about, said.accent) == ("Hair, and time for it.\nSince 1998.", "#8a3b5c")
    assert _describe(salon, about="").about == ""
    assert said.definitions_version == before.definitions_version + 2


def test_the_journal_says_what_was_changed_and_not_to_what(salon: Cast) -> None:
    _describe(salon, about="Call Eva at home", accent="#000000")
    written = models.Journal.objects.get(kind="organisation_described")
    assert written.facts == {"changed": ["about", "accent"]}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"about": "x" * 601}, "about"),
        ({"about": "bell \x07"}, "about"),
        ({"accent": "red"}, "accent"),
        ({"name": " "}, "name"),
        ({"slug": "Salon"}, "slug"),
        ({"slug": "desk"}, "slug"),
        ({"email": "nowhere"}, "email"),
        ({"phone": "hello"}, "phone"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "ABC"}, "currency"),
        ({"language": "tlh"}, "language"),
        ({"accent": "#12345"}, "accent"),
        ({"accent": "#123456\n"}, "accent"),
        ({"accent": "#12345g", "about": "Fine"}, "accent"),
        ({}, "about"),
    ],
)
def test_what_cannot_be_used_is_refused(salon: Cast, said: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _describe(salon, **said)
    assert refused.value.field == field
    assert get_organisation("salon").about == ""


def test_an_address_that_another_business_has_is_refused(salon: Cast) -> None:
    cast.clinic("taken")
    with pytest.raises(SlugTaken):
        _describe(salon, slug="taken")


def test_everything_else_is_changed_too(salon: Cast) -> None:
    models.Location.objects.update(holiday_country="PT")
    describe_organisation(
        now=NOW,
        organisation_id=salon.id,
        actor=STAFF,
        name="Salão",
        slug="salao",
        email="hello@example.org",
        phone="21 000 0000",
        language="de",
    )
    said = get_organisation("salao")
    assert (said.name, said.email, said.phone, said.language) == (
        "Salão",
        "hello@example.org",
        "+351210000000",
        "de",
    )


def test_another_currency_keeps_the_numbers_of_the_price_list(salon: Cast) -> None:
    salon.book("cut")
    _describe(salon, currency="JPY")
    assert set(models.Service.objects.values_list("slug", "price_minor", "currency")) == {
        ("cut", 30, "JPY"),
        ("colour", 80, "JPY"),
        ("trial", 10, "JPY"),
    }
    assert models.Booking.objects.get().price_minor == 3000


def test_nobody_is_described_who_is_not_there(db: None) -> None:
    with pytest.raises(NotFound):
        describe_organisation(now=NOW, organisation_id=1, actor=STAFF, about="Nobody")
