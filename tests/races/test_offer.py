"""Changes of what is offered that meet: one follows the other, by the version that each raises first."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from holdfast.actions import services
from holdfast.actions.services import add_service, change_service
from holdfast.core.service import NeedWish
from holdfast.data import models
from holdfast.queries.wishes import get_service_wish
from tests import cast
from tests.actions.test_services import SHAVE
from tests.cast import NOW, STAFF, Cast
from tests.races.crowd import race

pytestmark = pytest.mark.usefixtures("arena")


def _add(salon: Cast) -> Any:
    return add_service(now=NOW, organisation_id=salon.id, wish=SHAVE, actor=STAFF)


def _add_again_and_again(salon: Cast) -> None:
    for _ in range(5):
        race([lambda: _add(salon)] * 16)


def test_sixteen_services_of_one_name_get_an_address_each() -> None:
    salon = cast.salon()
    slugs = race([lambda: _add(salon)] * 16)
    assert sorted(slugs) == sorted(["shave", *(f"shave-{number}" for number in range(2, 17))])


def test_control_without_the_version_raised_first_they_would_collide() -> None:
    salon = cast.salon()
    with patch.object(services, "raise_version"), pytest.raises(IntegrityError):
        _add_again_and_again(salon)


def test_of_many_changes_of_one_service_one_is_left_whole() -> None:
    salon = cast.salon()
    wish = get_service_wish(organisation_id=salon.id, service_slug="cut")
    wishes = [
        replace(wish, name=f"Cut {number}", needs=(*wish.needs, NeedWish(f"Extra {number}", ("chair-1",))))
        for number in range(12)
    ]

    def change(number: int) -> Any:
        return lambda: change_service(
            now=NOW, organisation_id=salon.id, service_slug="cut", wish=wishes[number], actor=STAFF
        )

    race([change(number) for number in range(12)])
    assert get_service_wish(organisation_id=salon.id, service_slug="cut") in wishes
    assert models.Requirement.objects.filter(service__slug="cut").count() == 3
