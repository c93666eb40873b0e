"""What the database itself says of pictures, and how many statements they cost."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from holdfast.data import models
from holdfast.data.models.image import MOST_BYTES
from holdfast.queries.definitions import forget_definitions
from holdfast.queries.organisations import get_organisation, organisations
from tests import cast
from tests.cast import Cast


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _put(salon: Cast, **other: Any) -> models.Image:
    usual = {"digest": "0" * 32, "width": 1, "height": 1, "content": b"x"}
    with transaction.atomic():
        return models.Image.objects.create(organisation_id=salon.id, **{**usual, **other})


def test_there_is_one_logo_and_one_photo_of_each(salon: Cast) -> None:
    anna, ben = salon.world.resources["anna"], salon.world.resources["ben"]
    for shown in (None, anna, ben):
        _put(salon, resource=shown)
    for shown in (None, anna):
        with pytest.raises(IntegrityError, match="image_one_of_each"):
            _put(salon, resource=shown, digest="1" * 32)
    _put(cast.clinic())


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"digest": "0" * 31}, "image_digest_form"),
        ({"digest": "G" * 32}, "image_digest_form"),
        ({"media_type": "image/svg+xml"}, "image_media_type_known"),
        ({"width": 0}, "image_has_a_size"),
        ({"height": 0}, "image_has_a_size"),
        ({"content": b""}, "image_content_small"),
        ({"content": b"x" * MOST_BYTES}, "image_content_small"),
    ],
)
def test_only_small_pictures_of_the_one_format_are_stored(
    salon: Cast, wrong: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _put(salon, **wrong)
    _put(salon, content=b"x" * (MOST_BYTES - 1))


def test_a_picture_shows_nobody_of_another_business(salon: Cast) -> None:
    foreign = cast.clinic().world.resources["cruz"]
    with pytest.raises(IntegrityError, match="image_resource_within"):
        _put(salon, resource=foreign)


def test_what_a_business_says_of_itself_is_bounded(salon: Cast) -> None:
    with pytest.raises(DataError), transaction.atomic():
        models.Organisation.objects.filter(id=salon.id).update(about="x" * 601)


def test_a_business_with_its_logo_is_read_in_one_statement(salon: Cast) -> None:
    _put(salon)
    cast.clinic()
    with CaptureQueriesContext(connection) as asked:
        logo = get_organisation("salon").logo
    assert (logo is not None, len(asked)) == (True, 1)
    with CaptureQueriesContext(connection) as asked:
        shown = {one.slug: one.logo is not None for one in organisations()}
    assert (shown, len(asked)) == ({"salon": True, "clinic": False}, 1)


def test_photos_are_read_with_the_definitions_and_no_content_is(salon: Cast) -> None:
    from holdfast.queries.definitions import get_definitions

    def read() -> list[str]:
        forget_definitions()
        with CaptureQueriesContext(connection) as asked:
            get_definitions(salon.scope)
        return [one["sql"] for one in asked.captured_queries]

    without = read()
    for slug in ("anna", "ben"):
        _put(salon, resource=salon.world.resources[slug])
    assert len(read()) == len(without)
    assert not any("content" in sql for sql in read())
