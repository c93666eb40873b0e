"""The business's page: what can be booked, and when each is free next."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.actions.days import add_closure
from holdfast.core.opening import Owner
from holdfast.data import models
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast
from tests.web.visitor import Visitor


@pytest.fixture
def chain(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.chain()


def _away(chain: Cast, person: str, days: int) -> None:
    add_closure(
        now=NOW,
        organisation_id=chain.id,
        owner=Owner("resource", person),
        first_date=MONDAY,
        last_date=MONDAY + timedelta(days=days),
        actor=STAFF,
    )


def test_each_service_says_when_where_and_with_whom_it_is_free_next(chain: Cast, visitor: Visitor) -> None:
    _away(chain, "ben", 4)
    said = visitor.get("/chain").page.text
    assert "Cut €30.00 30 min Next free Monday 23 November, 09:00 Lisbon" in said
    # Cleo alone gives it, so she need not be named.
    assert "Massage €50.00 1 h Next free Monday 23 November, 09:00 Talk" in said
    there = visitor.get("/chain?location=horta").page.text
    assert "Cut €30.00 30 min Next free Monday 23 November, 09:00 with Cleo Massage" in there


def test_what_has_no_time_in_the_next_weeks_says_so_and_can_still_be_looked_at(
    chain: Cast, visitor: Visitor
) -> None:
    _away(chain, "cleo", 60)
    page = visitor.get("/chain").page
    assert "Massage €50.00 1 h Nothing free in the next weeks" in page.text
    assert page.hrefs("/chain/massage") == ["/chain/massage"]


def test_times_are_those_of_the_clock_at_the_place(chain: Cast, visitor: Visitor) -> None:
    with patch("django.utils.timezone.now", return_value=chain.at("16:50")):
        said = visitor.get("/chain").page.text
    # Nobody is free in Lisbon any more today; on the Azores it is ten to four.
    assert "Cut €30.00 30 min Next free Today, 16:00 Horta" in said


def test_the_page_costs_one_statement_more_however_many_services_there_are(chain: Cast, visitor: Visitor) -> None:
    def cost() -> int:
        visitor.get("/chain")
        with CaptureQueriesContext(connection) as asked:
            visitor.get("/chain")
        return len(asked)

    assert cost() == 2
    world = chain.world
    for number in range(30):
        needs = [cast.Need("Who", ("anna", "cleo"), customer_chooses=True)]
        world.add_service(3 + number, cast.Offered(f"s-{number}", f"S {number}", "", 0, [("S", 30)], needs))
    models.Organisation.objects.update(definitions_version=50)
    assert cost() == 2


def test_of_more_services_than_are_looked_at_together_the_rest_says_nothing(chain: Cast, visitor: Visitor) -> None:
    for number in range(60):
        needs = [cast.Need("Who", ("anna",), customer_chooses=True)]
        chain.world.add_service(3 + number, cast.Offered(f"s-{number}", f"S {number}", "", 0, [("S", 30)], needs))
    models.Organisation.objects.update(definitions_version=50)
    answer = visitor.get("/chain").page
    assert (answer.text.count("Next free"), len(answer.hrefs("/chain/"))) == (50, 63)
