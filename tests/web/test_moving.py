"""What a move keeps, and what is said where nothing can be moved."""

from datetime import timedelta

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.actions.moving import reschedule_booking
from holdfast.core.refusal import NotFound
from holdfast.data import models
from tests.cast import NOW, STAFF, Cast
from tests.web.test_desk import _log_in, _submit
from tests.web.test_desk_booking import _page, _post
from tests.web.visitor import Page, Visitor, path_of


def _change(salon: Cast, rows: object, **said: object) -> None:
    """Changes definitions as somebody else might, and says so."""
    rows.update(**said)  # type: ignore[attr-defined]
    raise_version(salon.scope)


def _stylist(ref: str) -> str:
    return models.Assignment.objects.get(booking__ref=ref, requirement__name="Stylist").resource.slug


def _block(salon: Cast, who: str, opens: str, closes: str) -> None:
    models.Block.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources[who].id,
        during=(salon.at(opens), salon.at(closes)),
    )


@pytest.fixture
def unchosen(salon: Cast) -> Cast:
    """Customers do not choose by whom their hair is cut."""
    _change(salon, models.Requirement.objects.filter(service__slug="cut"), customer_chooses=False)
    return salon


def test_a_specialist_whom_nobody_chose_is_moved_to_their_own_times_only(unchosen: Cast) -> None:
    ref = unchosen.book("cut").ref
    own = _stylist(ref)
    _block(unchosen, own, "14:00", "15:00")
    client = _log_in("salon", "specialist", own)
    page = _page(client, ref, "/move?date=2026-11-23")
    assert page.hrefs("time=11%3A00")
    assert not page.hrefs("time=14%3A00")
    for more in ({}, {"override": "yes", "reason": "To be rid of it"}):
        assert _post(client, ref, "move", start="2026-11-23T14:00", **more).status_code == 409
    assert models.Booking.objects.get().starts_at == unchosen.at("10:00")
    for clock in ("11:00", "11:15", "12:00", "13:00", "15:00"):
        assert _post(client, ref, "move", start=f"2026-11-23T{clock}").status_code == 303
        assert _stylist(ref) == own
    front = _log_in("salon", "front_desk", email="front@example.org")
    assert _post(front, ref, "move", start="2026-11-23T14:00").status_code == 303
    assert _stylist(ref) != own


def test_a_specialist_who_gives_it_no_more_moves_it_to_nobody(salon: Cast) -> None:
    ref = salon.book("cut", staff="anna").ref
    models.RequirementCandidate.objects.filter(requirement__service__slug="cut", resource__slug="anna").delete()
    raise_version(salon.scope)
    client = _log_in("salon", "specialist", "anna")
    page = _page(client, ref)
    assert not page.hrefs("/move")
    assert "You cannot move this one" in page.text
    assert path_of(client.get(f"/desk/salon/bookings/{ref}/move")) == f"/desk/salon/bookings/{ref}"
    assert _post(client, ref, "move", start="2026-11-23T11:00").status_code == 303
    assert (models.Booking.objects.get().starts_at, _stylist(ref)) == (salon.at("10:00"), "anna")
    front = _log_in("salon", "front_desk", email="front@example.org")
    assert _page(front, ref).hrefs("/move")


def test_a_specialist_who_helps_does_not_move_a_colleagues_booking(salon: Cast) -> None:
    chairs = models.RequirementCandidate.objects.filter(
        requirement__name="Chair", requirement__service__slug="cut"
    )
    chairs.exclude(resource__slug="chair-1").delete()
    _change(salon, chairs, resource=salon.world.resources["ben"])
    ref = salon.book("cut", staff="anna").ref
    helper = _log_in("salon", "specialist", "ben")
    page = _page(helper, ref)
    assert not page.hrefs("/move")
    assert "You cannot move this one" in page.text
    assert _post(helper, ref, "move", start="2026-11-23T11:00").status_code == 303
    assert models.Booking.objects.get().starts_at == salon.at("10:00")
    hers = _log_in("salon", "specialist", "anna", "anna@example.org")
    assert _post(hers, ref, "move", start="2026-11-23T11:00").status_code == 303
    assert (models.Booking.objects.get().starts_at, _stylist(ref)) == (salon.at("11:00"), "anna")


def test_nobody_keeps_a_role_they_do_not_fill(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", staff="anna"))
    with pytest.raises(NotFound):
        reschedule_booking(
            now=NOW,
            organisation_id=salon.id,
            booking_id=booking.id,
            starts_at=salon.at("11:00"),
            actor=STAFF,
            keeping=salon.world.resources["ben"].id,
        )


def test_what_was_booked_of_a_service_that_is_given_up_is_moved_by_the_desk_alone(
    salon: Cast, visitor: Visitor
) -> None:
    manage = visitor.book()
    ref = models.Booking.objects.get().ref
    ask = visitor.get(f"{manage}/move?date=2026-11-23&time=11%3A00")
    _change(salon, models.Service.objects.filter(slug="cut"), is_active=False)
    page = visitor.get(manage).page
    assert "This is not given there any more" in page.text
    assert page.hrefs("/cancel")
    assert not page.hrefs("/move")
    assert path_of(visitor.get(f"{manage}/move")) == manage
    assert path_of(visitor.send(ask, "/move")) == manage
    client = _log_in("salon", "front_desk")
    times = _page(client, ref, "/move?date=2026-11-23")
    assert times.hrefs("time=11%3A00")
    assert _post(client, ref, "move", start="2026-11-23T11:00").status_code == 303
    assert models.Booking.objects.get().starts_at == salon.at("11:00")


def test_what_was_booked_moves_though_its_service_is_shown_to_nobody_any_more(
    salon: Cast, visitor: Visitor
) -> None:
    manage = visitor.book()
    _change(salon, models.Service.objects.filter(slug="cut"), is_public=False)
    assert visitor.get(manage).page.hrefs("/move")
    ask = visitor.get(f"{manage}/move?date=2026-11-23&time=11%3A00")
    assert path_of(visitor.send(ask, "/move")) == f"{manage}?moved=1"


def test_at_a_place_that_is_given_up_nothing_is_moved_and_the_pages_say_so(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    ref = models.Booking.objects.get().ref
    _change(salon, models.Location.objects.all(), is_active=False)
    page = visitor.get(manage).page
    assert "This is not given there any more" in page.text
    assert not page.hrefs("/move")
    assert path_of(visitor.get(f"{manage}/move?date=2026-11-23&time=11%3A00")) == manage
    client = _log_in("salon", "front_desk")
    told = _page(client, ref)
    assert "Cancel it, and book anew." in told.text
    assert not told.hrefs("/move")
    assert path_of(client.get(f"/desk/salon/bookings/{ref}/move")) == f"/desk/salon/bookings/{ref}"
    assert _post(client, ref, "move", start="2026-11-23T11:00").status_code == 303
    assert models.Booking.objects.get().starts_at == salon.at("10:00")


@pytest.mark.parametrize("minutes", [10, 60])
def test_what_is_booked_keeps_its_length_though_its_service_takes_another(
    salon: Cast, visitor: Visitor, minutes: int
) -> None:
    manage = visitor.book()
    _change(salon, models.Phase.objects.filter(service__slug="cut"), duration=timedelta(minutes=minutes))
    ask = visitor.get(f"{manage}/move?date=2026-11-23&time=11%3A00")
    assert "11:00–11:30 30 min" in ask.page.text.replace(" –", "–").replace("– ", "–").replace(" ·", "")
    assert "was changed" not in ask.page.text
    visitor.send(ask, "/move")
    booking = models.Booking.objects.get()
    assert (booking.starts_at, booking.ends_at) == (salon.at("11:00"), salon.at("11:30"))
    assert booking.price_minor == 3000


def test_a_length_that_cannot_be_kept_is_told_before_it_is_moved(salon: Cast, visitor: Visitor) -> None:
    """Of several steps nobody can say which is to give way."""
    manage = visitor.book("/salon/colour?date=2026-11-23&time=10%3A00")
    ref = models.Booking.objects.get().ref
    _change(
        salon,
        models.Phase.objects.filter(service__slug="colour", name="Wait"),
        duration=timedelta(minutes=45),
    )
    said = "moved, it takes 1 h 45 min instead of 1 h 30 min. The price stays."
    assert said in visitor.get(f"{manage}/move").page.text
    ask = visitor.get(f"{manage}/move?date=2026-11-23&time=13%3A00")
    assert said in ask.page.text
    client = _log_in("salon", "front_desk")
    assert said in _page(client, ref, "/move").text
    there = f"/desk/salon/bookings/{ref}/move?date=2026-11-23&time=13%3A00"
    theirs = client.get(there)
    assert said in Page(theirs.content.decode()).text
    assert _submit(client, theirs, "time=13%3A00").status_code == 303
    booking = models.Booking.objects.get()
    assert (booking.ends_at - booking.starts_at, booking.price_minor) == (timedelta(minutes=105), 8000)
    assert said not in _page(client, ref, "/move").text


def test_a_chosen_length_that_is_offered_no_more_is_kept_too(salon: Cast, visitor: Visitor) -> None:
    cut = models.Phase.objects.filter(service__slug="cut")
    quarter = timedelta(minutes=15)
    _change(salon, cut, shortest=quarter, longest=6 * quarter, step=quarter)
    manage = visitor.book("/salon/cut?duration=75&date=2026-11-23&time=10%3A00")
    _change(salon, cut, shortest=quarter, longest=3 * quarter, step=quarter)
    visitor.send(visitor.get(f"{manage}/move?date=2026-11-23&time=13%3A00"), "/move")
    booking = models.Booking.objects.get()
    assert (booking.ends_at - booking.starts_at, booking.price_minor) == (timedelta(minutes=75), 7500)
