"""Every page a customer can meet, in every state it can be in."""

from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Page

from holdfast.actions._definitions import raise_version
from holdfast.actions.bookings import cancel_booking
from holdfast.actions.housekeeping import lapse_overdue
from holdfast.data import models
from tests import cast
from tests.browser.walk import CONTINUE, Walk
from tests.cast import MONDAY, NOW, STAFF, Cast

LONG = "Friseurmeisterbetrieb Donaudampfschifffahrtsgesellschaft Süd"


def states(page: Page, salon: Cast, clinic: Cast) -> Iterator[str]:
    """Brings the page into one state after the other, and says its name."""
    yield from _choosing(page, salon)
    yield from _holding(page, salon)
    yield from _booked(page, salon)
    yield from _several(page)
    yield from _others(page, salon, clinic)


def _choosing(page: Page, salon: Cast) -> Iterator[str]:
    for name, url in {
        "home": "/",
        "business": "/salon",
        "times": "/salon/cut",
        "one specialist": "/salon/cut?staff=anna",
        "specialist in the path": "/salon/cut/anna",
        "day without times": "/salon/cut?date=2026-11-22",
        "day out of the window": "/salon/cut?date=2030-01-07",
        "mistakes": "/salon/cut?staff=nobody&duration=7&date=yesterday",
        "gone": "/salon/cut?date=2026-11-23&time=10%3A07",
        "past": "/salon/cut?date=2026-11-20&time=10%3A00",
        "details": "/salon/cut?staff=anna&date=2026-11-23&time=10%3A00",
    }.items():
        page.goto(url)
        yield name
    page.locator(CONTINUE).click()
    page.locator(".error-summary").wait_for()
    yield "mistakes in the details"
    Walk(page).type()
    salon.hold("cut", staff="anna")
    page.locator(CONTINUE).click()
    page.locator(".nearest").wait_for()
    yield "just taken"
    page.goto("/salon/cut?staff=anna")
    page.locator("#next-month").click()
    page.locator(".day").first.wait_for()
    yield "another month"
    _send_away(salon, "anna", days=20)
    page.goto("/salon/trial?staff=anna")
    page.locator(".nearest").wait_for()
    yield "sooner with a colleague"


def _send_away(salon: Cast, who: str, *, days: int) -> None:
    """A specialist on leave: off for so many days from the Monday on."""
    person = salon.world.resources[who]
    off = [MONDAY + timedelta(days=day) for day in range(days)]
    models.Override.objects.bulk_create(
        models.Override(organisation_id=salon.id, resource=person, date=day) for day in off
    )
    raise_version(salon.scope)


def _holding(page: Page, salon: Cast) -> Iterator[str]:
    walk = Walk(page)
    hold = walk.hold()
    yield "held"
    page.goto(f"{hold}/details")
    yield "changing the details"
    page.locator("#email").fill("nonsense")
    page.locator("main form button").click()
    page.locator(".error-summary").wait_for()
    yield "mistakes in the changed details"
    live = models.Booking.objects.filter(state="held")
    for name, left in {"held for a minute": 60, "minutes are up": -5}.items():
        live.update(deadline_at=NOW + timedelta(seconds=left))
        page.goto(hold)
        yield name
    extend = page.locator('form[action*="/extend"] button')
    models.Basket.objects.update(extensions=10)
    extend.click()
    page.locator(".notice").wait_for()
    yield "no more time"
    live.update(deadline_at=NOW - timedelta(minutes=5))
    lapse_overdue(now=NOW + timedelta(minutes=5), organisation_id=salon.id)
    page.goto(hold)
    page.locator(".nearest").wait_for()
    yield "held no longer"
    page.locator(".nearest button").first.click()
    page.locator(".holding").wait_for()
    yield "held again"
    hold = page.url
    walk.confirm()
    page.goto(hold)
    yield "booked already"


def _booked(page: Page, salon: Cast) -> Iterator[str]:
    walk = Walk(page)
    manage = walk.book(slot=8)
    yield "booked"
    page.goto(f"{manage}/move")
    yield "moving"
    page.goto(f"{manage}/move?staff=anna")
    page.locator(".nearest").wait_for()
    yield "moving, sooner with a colleague"
    page.goto(f"{manage}/move")
    page.locator(".times a.slot").first.click()
    page.locator("main form").wait_for()
    yield "moving, asked"
    page.goto(f"{manage}/move?date=2026-11-23&time=10%3A07")
    yield "moving to what is gone"
    page.goto(f"{manage}/cancel")
    yield "cancelling"
    page.locator("main form button").click()
    page.locator(".outcome").wait_for()
    yield "cancelled"
    ours = walk.book(slot=9)
    booking = models.Booking.objects.filter(organisation_id=salon.id, state="confirmed").latest("id")
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booking.id, actor=STAFF)
    page.goto(ours)
    page.locator(".nearest").wait_for()
    yield "cancelled by the business"
    late = walk.book(slot=10)
    for booking in models.Booking.objects.filter(state="confirmed"):
        booking.policy["change_notice"] = 9 * 24 * 3600
        booking.save(update_fields=["policy"])
    page.goto(late)
    yield "too late to change"


def _several(page: Page) -> Iterator[str]:
    """Whom and which room, each for itself."""
    studio = cast.studio()
    page.goto("/studio/training")
    page.locator("#who-anna").click()
    page.locator("#who-anna[aria-current]").wait_for()
    page.locator("#who-2-blue").click()
    page.locator("#who-2-blue[aria-current]").wait_for()
    yield "both chosen"
    page.locator(".times a.slot").first.click()
    Walk(page).type()
    yield "details with both"
    page.locator(CONTINUE).click()
    page.locator(".holding").wait_for()
    page.locator('form[action*="/confirm"] button').click()
    page.locator(".outcome").wait_for()
    yield "booked with both"
    page.goto(f"{page.url.partition('?')[0]}/move")
    page.locator("#who-2-green").click()
    page.locator("#who-2-green[aria-current]").wait_for()
    yield "moving, to another room"
    _send_away(studio, "anna", days=20)
    page.goto("/studio/training?staff=anna,blue")
    page.locator(".nearest").wait_for()
    yield "sooner than both"


def _others(page: Page, salon: Cast, clinic: Cast) -> Iterator[str]:
    page.goto("/clinic/visit")
    yield "a single specialist"
    page.locator(".times a.slot").first.click()
    Walk(page).type()
    page.locator(CONTINUE).click()
    page.locator(".holding").wait_for()
    yield "request held"
    page.locator('form[action*="/confirm"] button').click()
    page.locator(".outcome").wait_for()
    yield "requested"
    page.goto("/salon/nothing-of-this-name")
    yield "nothing here"
    page.goto("/accounts/login")
    yield "log in"
    models.Service.objects.filter(organisation_id=clinic.id).update(is_active=False)
    raise_version(clinic.scope)
    page.goto("/clinic")
    yield "nothing to book"
    page.goto("/salon")
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.locator(".offline").wait_for()
    yield "offline"
    page.context.set_offline(False)
