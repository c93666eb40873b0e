"""The demonstration."""

from datetime import UTC, datetime

import pytest

from holdfast.actions.demo import AlreadySeeded, remove_demo, seed_demo
from holdfast.data import models

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_the_demo_is_a_salon_with_a_quarter_of_bookings_and_can_be_taken_out_again(as_owner: None) -> None:
    demo = seed_demo(now=NOW)

    assert demo.organisation_slug == "salon"
    assert models.Booking.objects.count() > 500
    with pytest.raises(AlreadySeeded):
        seed_demo(now=NOW)

    assert remove_demo(now=NOW) == 1
    left = [model.__name__ for model in _owned() if model.objects.exists()]
    assert left == []


def test_the_same_moment_gives_the_same_salon(as_owner: None) -> None:
    seed_demo(now=NOW)
    first = list(models.Booking.objects.order_by("ref").values_list("ref", "starts_at", "state"))
    remove_demo(now=NOW)
    seed_demo(now=NOW)

    assert list(models.Booking.objects.order_by("ref").values_list("ref", "starts_at", "state")) == first


def _owned() -> list[type]:
    from django.apps import apps

    return list(apps.get_app_config("holdfast").get_models())
