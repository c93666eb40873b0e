"""What a process remembers of an organisation, and when it finds out that it is so no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.core.refusal import NotFound
from holdfast.data import models
from holdfast.queries.access import find_memberships
from holdfast.queries.availability import SlotView, list_slots
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import answer_of, get_organisation
from tests import cast
from tests.cast import MONDAY, NOW, Cast


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _slots(service: str = "cut") -> Callable[[int], list[SlotView]]:
    def read(organisation_id: int) -> list[SlotView]:
        return list_slots(organisation_id=organisation_id, wish=Wish(service), first=MONDAY, last=MONDAY, now=NOW)

    return read


def test_times_are_read_in_one_statement_once_the_business_is_known(salon: Cast) -> None:
    first = answer_of("salon", _slots())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = answer_of("SALON", _slots())
    assert (again, len(asked)) == (first, 1)


def test_an_address_that_another_business_took_over_leads_to_that_one(salon: Cast) -> None:
    assert answer_of("salon", _slots())
    models.Organisation.objects.filter(id=salon.id).update(slug="old-salon")
    other = models.Organisation.objects.create(slug="salon", name="Another", created_at=NOW)
    with pytest.raises(NotFound):
        answer_of("salon", _slots())
    assert get_organisation("salon").id == other.id
    assert answer_of("old-salon", _slots())


def test_an_address_that_nobody_has_any_more_leads_nowhere(salon: Cast) -> None:
    assert answer_of("salon", _slots())
    models.Organisation.objects.filter(id=salon.id).update(slug="renamed")
    with pytest.raises(NotFound):
        answer_of("salon", _slots())
    assert answer_of("renamed", _slots())


def test_a_service_that_was_added_elsewhere_is_found_at_once(salon: Cast) -> None:
    with pytest.raises(NotFound):
        answer_of("salon", _slots("shave"))
    models.Service.objects.filter(slug="trial").update(slug="shave", minimum_notice=timedelta())
    # As another process does it: here nobody has seen the new version yet.
    models.Organisation.objects.filter(id=salon.id).update(definitions_version=100)
    assert answer_of("salon", _slots("shave"))


def test_where_somebody_works_is_asked_in_two_statements_however_many_businesses_it_is(salon: Cast) -> None:
    user = models.User.objects.create(email="olga@example.org", name="Olga", created_at=NOW)
    for business in (salon, cast.salon("b-other"), cast.salon("a-third")):
        models.Membership.objects.create(organisation_id=business.id, user=user, role="front_desk", created_at=NOW)
    with CaptureQueriesContext(connection) as asked:
        members = find_memberships(user.id)
    assert len(asked) == 2
    names = models.Organisation.objects.order_by("name").values_list("slug", flat=True)
    assert [one.organisation.slug for one in members] == list(names)
