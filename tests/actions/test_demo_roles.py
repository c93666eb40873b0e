"""The demonstration can be taken out whoever the application is in the database."""

from typing import Any

import psycopg
import pytest
from django.db import connection

from holdfast.actions.bookings import book
from holdfast.actions.demo import remove_demo, seed_demo
from holdfast.actions.holds import Line
from holdfast.cli.grants import grant_application
from holdfast.data import models
from tests import cast
from tests.actions.test_demo import NOW


@pytest.fixture
def one_role(server: Any, committed: None) -> Any:
    """The application's role owns its tables too, as on a user's own server with one role."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("REASSIGN OWNED BY holdfast_owner TO holdfast_app")
        with psycopg.connect(server.app_url, autocommit=True) as app:
            grant_application(app, "holdfast_app")
        yield
        admin.execute("REASSIGN OWNED BY holdfast_app TO holdfast_owner")
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            grant_application(owner, "holdfast_app")


@pytest.mark.usefixtures("one_role")
def test_one_role_for_everything_cannot_change_the_journal_and_can_take_the_demo_out() -> None:
    seed_demo(now=NOW)
    _assert_sealed()

    assert remove_demo(now=NOW) == 2
    assert not models.Journal.objects.exists()
    seed_demo(now=NOW)
    _assert_sealed()


@pytest.mark.usefixtures("one_role")
def test_one_role_for_everything_keeps_why_staff_went_past_the_rules() -> None:
    salon = cast.salon()
    book(
        now=cast.NOW,
        organisation_id=salon.id,
        lines=[Line("cut", salon.at("20:10"))],
        contact=cast.DORA,
        actor=cast.STAFF,
        client="desk",
        override=True,
        reason="An old friend",
    )
    assert models.Remark.objects.get().text == "An old friend"


@pytest.mark.usefixtures("committed")
def test_the_applications_role_cannot_change_the_journal() -> None:
    seed_demo(now=NOW)
    _assert_sealed()


def _assert_sealed() -> None:
    for sql in (
        "UPDATE holdfast_journal SET kind = 'x'",
        "DELETE FROM holdfast_journal",
        "TRUNCATE holdfast_journal",
    ):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(sql)
