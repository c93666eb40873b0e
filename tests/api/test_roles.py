"""What a service needs, as a program reads it."""

import pytest
from django.test import Client

from holdfast.actions.services import add_service
from holdfast.core.service import NeedWish
from tests import cast
from tests.actions.test_possible import wish
from tests.cast import NOW, STAFF, Cast


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def test_roles_are_named_with_whom_one_may_choose(salon: Cast) -> None:
    two = NeedWish("Stylists", kind="person", how_many=2, customer_chooses=True)
    hall = NeedWish("Chairs", ("chair-1", "chair-2"), takes_all=True)
    slug = add_service(now=NOW, organisation_id=salon.id, wish=wish(two, hall), actor=STAFF)
    read = Client().get(f"/api/v1/orgs/salon/services/{slug}").json()
    assert read["roles"] == [
        {"name": "Stylists", "customer_chooses": True, "choices": ["anna", "ben"]},
        {"name": "Chairs", "customer_chooses": False, "choices": []},
    ]
    # Each once, though two are needed.
    assert [person["slug"] for person in read["staff"]] == ["anna", "ben"]
