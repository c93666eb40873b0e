"""The demonstrations."""

from datetime import UTC, datetime

import phonenumbers
import pytest

from holdfast.actions.demo import NAMES, AlreadySeeded, remove_demo, seed_demo
from holdfast.cli.demo import EXAMPLES
from holdfast.data import models
from holdfast.queries.catalogue import list_services
from holdfast.queries.organisations import get_organisation
from tests.invariants import assert_sound

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
FOR_FICTION_IN_AUSTRALIA = {
    *("+61491570006", "+61491570110", "+61491570156", "+61491570157", "+61491570158", "+61491570159"),
    *("+61491570313", "+61491570737", "+61491571266", "+61491571491", "+61491571804", "+61491572549"),
}


def test_the_demo_is_a_salon_and_a_clinic_with_a_quarter_of_bookings_and_can_be_taken_out_again(
    as_owner: None,
) -> None:
    demos = seed_demo(now=NOW)

    assert [demo.organisation_slug for demo in demos] == list(NAMES) == list(EXAMPLES) == ["salon", "clinic"]
    for demo in demos:
        assert models.Booking.objects.filter(organisation__slug=demo.organisation_slug).count() > 500
    assert_sound()
    with pytest.raises(AlreadySeeded):
        seed_demo(now=NOW)

    assert remove_demo(now=NOW) == 2
    left = [model.__name__ for model in _owned() if model.objects.exists()]
    assert left == []
    assert remove_demo(now=NOW) == 0


def test_both_have_words_a_logo_and_photos_of_those_one_can_choose_all_but_one(db: None) -> None:
    seed_demo(now=NOW)

    without: set[str] = set()
    for slug in NAMES:
        organisation = get_organisation(slug)
        assert organisation.about
        assert organisation.logo is not None
        services = list_services(organisation_id=organisation.id)
        chosen = {person.slug: person.photo for service in services for person in service.staff}
        without |= {person for person, photo in chosen.items() if photo is None}
    assert without == {"carla"}, "pages show both, people with a photo and without"


def test_the_same_moment_gives_the_same_businesses(as_owner: None) -> None:
    seed_demo(now=NOW)
    first = _told()
    remove_demo(now=NOW)
    seed_demo(now=NOW)

    assert _told() == first


def test_one_can_be_put_in_alone_and_the_other_later_as_if_both_had_come_at_once(as_owner: None) -> None:
    seed_demo(now=NOW)
    both = _told()
    remove_demo(now=NOW)

    assert [demo.organisation_slug for demo in seed_demo(now=NOW, names=["clinic"])] == ["clinic"]
    with pytest.raises(AlreadySeeded):
        seed_demo(now=NOW, names=["clinic"])
    assert [demo.organisation_slug for demo in seed_demo(now=NOW)] == ["salon"]
    assert _told() == both


def test_no_address_and_no_telephone_number_of_the_demo_reaches_anybody(db: None) -> None:
    seed_demo(now=NOW)

    for model in (models.Organisation, models.Customer):
        for email, phone in model.objects.values_list("email", "phone"):
            assert email.endswith(".example")
            number = phonenumbers.parse(phone)
            assert phonenumbers.is_possible_number(number)
            set_aside = phone.startswith("+61870100") or phone in FOR_FICTION_IN_AUSTRALIA
            assert set_aside or not phonenumbers.is_valid_number(number)


def test_who_works_there_can_log_in_and_only_the_owner_is_one(db: None) -> None:
    demos = seed_demo(now=NOW)

    for demo in demos:
        owners = models.Membership.objects.filter(organisation__slug=demo.organisation_slug, role="owner")
        assert [member.user.email for member in owners] == [demo.login_email]
        assert owners[0].user.check_password(demo.password)


def _told() -> list[tuple[object, ...]]:
    fields = ("ref", "starts_at", "state", "customer__name", "customer__phone", "location__slug")
    return list(models.Booking.objects.order_by("ref").values_list(*fields))


def _owned() -> list[type]:
    from django.apps import apps

    return list(apps.get_app_config("holdfast").get_models())
