"""The agenda: a day in columns, a week, a list; live, quick, and to each only what is theirs."""

import re
from datetime import time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.actions._definitions import raise_version
from holdfast.actions._scale import seed_scale, write_chunk
from holdfast.actions._worlds import Need, Offered, Place, Thing
from holdfast.actions.bookings import book, cancel_booking
from holdfast.actions.holds import Line
from holdfast.core.actor import CUSTOMER
from holdfast.core.contact import Contact
from holdfast.data import models
from holdfast.queries.access import Member
from holdfast.queries.agenda import first_zone, get_agenda
from holdfast.queries.organisations import get_organisation
from tests import cast
from tests.cast import DORA, MONDAY, NOW, STAFF, Cast
from tests.web.test_desk import DAY, _log_in
from tests.web.visitor import Page

HOSTILE = '<script>alert(1)</script> "& Söhne'


def _get(client: Client, path: str, **headers: str) -> Any:
    response = client.get(path, headers=headers or None)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def _columns(html: str) -> dict[str, str]:
    """Each column's name, with the text in it."""
    found = re.findall(r'<section class="column.*?</section>', html, re.DOTALL)
    texts = [Page(column).text for column in found]
    names = [re.search(r"<bdi>(.*?)</bdi>", column, re.DOTALL) for column in found]
    return {name[1].strip(): text for name, text in zip(names, texts, strict=True) if name}


def _block(salon: Cast, opens: str, closes: str, reason: str, who: str = "anna") -> None:
    models.Block.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources[who].id,
        during=(salon.at(opens), salon.at(closes)),
        reason=reason,
    )


def test_a_day_has_a_column_for_each_with_what_they_have_in_order(salon: Cast) -> None:
    salon.book("cut", "15:00", staff="anna")
    salon.book("cut", "09:00", staff="anna")
    _block(salon, "12:00", "13:00", "Lunch")
    columns = _columns(_get(_log_in("salon", "front_desk"), f"/desk/salon{DAY}"))
    assert list(columns) == ["Anna", "Ben", "Chair 1", "Chair 2"]
    assert re.search(
        r"2 bookings.*09:00 –09:30 Dora Dias Cut Confirmed.*12:00–13:00 Lunch.*15:00", columns["Anna"]
    )
    assert "Dora" not in columns["Ben"]


def test_holds_and_requests_are_in_it_and_what_was_cancelled_is_told_apart(clinic: Cast) -> None:
    clinic.book("visit", "09:00")
    clinic.hold("visit", "10:00")
    gone = clinic.booking(clinic.book("visit", "11:00"))
    cancel_booking(now=NOW, organisation_id=clinic.id, booking_id=gone.id, actor=STAFF)
    html = _get(_log_in("clinic", "owner"), f"/desk/clinic{DAY}")
    column = _columns(html)["Dr. Cruz"]
    assert "09:00 –09:30 Dora Dias Visit Waiting for an answer" in column
    assert "10:00 –10:30 Somebody, just now Visit Being booked" in column
    assert gone.ref not in column
    assert f"/bookings/{gone.ref}" in html


def test_a_hold_that_has_run_out_takes_no_place(salon: Cast) -> None:
    salon.hold("cut")
    client = _log_in("salon", "owner")
    assert "Somebody, just now" in _get(client, f"/desk/salon{DAY}")
    with patch("django.utils.timezone.now", return_value=NOW + timedelta(minutes=11)):
        assert "Somebody, just now" not in _get(client, f"/desk/salon{DAY}")


def test_one_column_alone(salon: Cast) -> None:
    salon.book("cut", staff="ben")
    client = _log_in("salon", "owner")
    assert list(_columns(_get(client, f"/desk/salon{DAY}&staff=ben"))) == ["Ben"]
    assert "0 bookings" in Page(_get(client, f"/desk/salon{DAY}&staff=anna")).text
    assert client.get(f"/desk/salon{DAY}&staff=nobody").status_code == 404


def test_a_week_is_a_table_of_everybody_by_day(salon: Cast) -> None:
    ref = salon.book("cut", "10:00", staff="anna", day=MONDAY + timedelta(days=2)).ref
    page = Page(_get(_log_in("salon", "owner"), f"/desk/salon{DAY}&view=week"))
    assert page.headings == ["Week of Monday 23 November"]
    assert re.search(r"Wednesday 25 November.*Anna.*10:00 Dora Dias Cut Confirmed", page.text)
    assert "Sunday 29 November" in page.text
    assert page.hrefs(ref)
    assert "/desk/salon?view=week&date=2026-11-30" in page.hrefs("date=")


def test_a_specialist_sees_one_column_and_nothing_of_the_others(salon: Cast) -> None:
    hers = salon.book("cut", "10:00", staff="anna").ref
    his = salon.confirm(salon.hold("cut", "11:00", staff="ben"), Contact("Emil Eco", "emil@example.org")).ref
    _block(salon, "14:00", "15:00", "Court hearing", "ben")
    client = _log_in("salon", "specialist", "anna")
    for view in ("day", "week", "list"):
        html = _get(client, f"/desk/salon{DAY}&view={view}")
        assert hers in html, view
        for secret in (his, "Emil", "Court hearing", ">Ben<"):
            assert secret not in html, (view, secret)
    assert client.get(f"/desk/salon{DAY}&staff=ben").status_code == 404


def test_hostile_names_are_shown_harmlessly(salon: Cast) -> None:
    salon.confirm(salon.hold("cut", staff="anna"), Contact(HOSTILE, "x@example.org"))
    _block(salon, "14:00", "15:00", HOSTILE)
    client = _log_in("salon", "owner")
    for view in ("day", "week", "list"):
        html = _get(client, f"/desk/salon{DAY}&view={view}")
        assert "<script>alert" not in html, view
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html, view


def test_who_asks_again_gets_nothing_while_nothing_happens_and_the_news_when_something_does(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    html = _get(client, f"/desk/salon{DAY}")
    mark = re.search(r'data-mark="([0-9-]+)"', html)
    assert mark is not None
    again = f"/desk/salon{DAY}&since={mark[1]}"
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    ref = salon.book("cut").ref
    part = _get(client, again, **{"HX-Request": "true"})
    assert ref in part
    assert 'data-said="Updated: 1 new booking"' in part
    assert "<html" not in part
    assert 'data-said=""' in _get(client, f"/desk/salon{DAY}&since=nonsense")


def test_a_change_of_what_is_shown_is_told_as_one(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    client = _log_in("salon", "owner")
    mark = re.search(r'data-mark="([0-9-]+)"', _get(client, f"/desk/salon{DAY}"))
    assert mark is not None
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booking.id, actor=STAFF)
    assert 'data-said="Updated: 1 booking changed"' in _get(client, f"/desk/salon{DAY}&since={mark[1]}")


def test_asking_for_news_costs_few_statements(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    mark = re.search(r'data-mark="([0-9-]+)"', _get(client, f"/desk/salon{DAY}"))
    assert mark is not None
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/desk/salon{DAY}&since={mark[1]}")
    assert len(asked) <= 5


def test_five_hundred_bookings_cost_as_many_statements_as_ten(db: None) -> None:
    rental = cast.rental(bicycles=10)
    ten = [Line("tour-1", rental.at("10:00"))] * 10
    book(now=NOW, organisation_id=rental.id, lines=ten, contact=DORA, actor=CUSTOMER, client="c")
    large = seed_scale(now=NOW, specialists=50, days=1)
    assert write_chunk(now=NOW, scale=large, done=0) == 500
    slug = models.Organisation.objects.get(id=large.organisation_id).slug
    few, many = _log_in("rental", "owner"), _log_in(slug, "owner", email="large@example.org")
    for view in ("day", "week", "list"):
        counts = []
        for client, day in ((few, f"/desk/rental{DAY}"), (many, f"/desk/{slug}?date={large.first}")):
            html = _get(client, f"{day}&view={view}")
            with CaptureQueriesContext(connection) as asked:
                _get(client, f"{day}&view={view}")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 11
        refs = models.Booking.objects.filter(organisation_id=large.organisation_id).values_list("ref", flat=True)
        assert sum(ref in html for ref in refs) >= 400


@pytest.mark.parametrize("query", ["?view=month", "?view=%00", "?staff=%00", "?location=%00"])
def test_what_is_no_agenda_is_told_kindly(salon: Cast, query: str) -> None:
    assert _log_in("salon", "owner").get(f"/desk/salon{query}").status_code in {400, 404}


def test_the_day_on_which_clocks_go_back_has_an_hour_more(db: None) -> None:
    """Twenty-five hours of twelve rows."""
    cast.club(courts=1)
    html = _get(_log_in("club", "owner"), "/desk/club?date=2026-10-25")
    assert html.count("<span>02:00</span>") == 2
    assert 'class="f289 s12 whole"' in html
    assert 'class="f301 ' not in html


def test_what_is_left_of_a_night_is_drawn_where_something_is_booked_in_it(db: None) -> None:
    evenings = dict.fromkeys(range(7), ((time(18), time(2)),))
    bar = cast.make(
        "bar",
        "Europe/Lisbon",
        evenings,
        [Thing("table", "Table", "table")],
        [Offered("drink", "Drink", "", 0, [("Drink", 60)], [Need("Table", ("table",))])],
    )
    client = _log_in("bar", "owner")
    assert "<span>00:00</span>" not in _get(client, f"/desk/bar{DAY}")
    bar.book("drink", "00:30")
    html = _get(client, f"/desk/bar{DAY}")
    assert "<span>00:00</span>" in html
    assert "<span>23:00</span>" in html


def test_a_place_without_anybody_is_an_empty_day(db: None) -> None:
    cast.make("bare", "Europe/Lisbon", {}, [], [])
    client = _log_in("bare", "owner")
    for view in ("day", "week", "list"):
        assert "Nothing is booked" in _get(client, f"/desk/bare{DAY}&view={view}")


@pytest.mark.parametrize(("lasts", "shorter"), [(20, False), (20, True), (60, False)])
def test_what_began_long_ago_and_still_lasts_is_shown(db: None, lasts: int, shorter: bool) -> None:
    rental = cast.rental()
    tour = models.Phase.objects.filter(service__slug="tour-1")
    tour.update(duration=timedelta(days=lasts))
    raise_version(rental.scope)
    ref = rental.book("tour-1", "10:00").ref
    if shorter:
        tour.update(duration=timedelta(days=1))
        raise_version(rental.scope)
    client = _log_in("rental", "owner")
    last = MONDAY + timedelta(days=lasts)
    assert ref in _get(client, f"/desk/rental?date={last}&view=list")
    assert ref not in _get(client, f"/desk/rental?date={last + timedelta(days=1)}&view=list")


def test_the_agenda_opens_at_a_place_that_is_in_use(salon: Cast) -> None:
    """The first place was given up; its bookings are still to be seen by whoever asks for it."""
    salon.world.add_place(Place("there", "There", "Asia/Kolkata", {}))
    models.Location.objects.filter(slug="here").update(is_active=False)
    raise_version(salon.scope)
    client = _log_in("salon", "owner")
    asked = {"member": _member(salon), "location_slug": None}
    assert get_agenda(**asked, first=MONDAY, last=MONDAY, now=NOW).location.slug == "there"
    assert first_zone(**asked).key == "Asia/Kolkata"
    assert first_zone(member=_member(salon), location_slug="here").key == "Europe/Lisbon"
    assert "Nothing is booked" in _get(client, f"/desk/salon{DAY}")
    models.Location.objects.update(is_active=False)
    raise_version(salon.scope)
    assert first_zone(member=_member(salon), location_slug=None).key == "Europe/Lisbon"


def _member(salon: Cast) -> Member:
    return Member(get_organisation(salon.world.organisation.slug), 0, "owner", None)
