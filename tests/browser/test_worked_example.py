"""The worked example of the owner's guide, said through the form by what the labels say, and its picture."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page

from holdfast.actions.resources import add_resource
from holdfast.actions.skills import add_skill
from holdfast.core.actor import Actor
from holdfast.core.service import NeedWish
from holdfast.data import models
from holdfast.queries.wishes import get_service_wish
from tests.browser.album import Album, is_blank

# Used by the fixtures that are asked for.
from tests.browser.test_guide_pictures import Open, _desk, address, demos, folder  # noqa: F401
from tests.browser.test_pictures import MOMENT

pytestmark = pytest.mark.browser
STAFF = Actor("system")
ASSISTANTS = ("Eva", "Filipe", "Gil", "Helena", "Inês")
STYLISTS = ("Anna Moreira", "Beatriz Lopes", "Carla Nunes")
CHAIRS = ("Chair by the window", "Middle chair", "Quiet chair")


@pytest.fixture
def washers(demos: None) -> list[str]:  # noqa: F811
    """Five who can wash."""
    organisation = models.Organisation.objects.get(slug="salon")
    who = {"now": MOMENT, "organisation_id": organisation.id, "actor": STAFF}
    place = models.Location.objects.filter(organisation=organisation).first()
    assert place is not None
    skill = add_skill(**who, name="Washing")
    said = {"kind": "person", "location_slug": place.slug, "skills": [skill]}
    return [add_resource(**who, name=name, **said) for name in ASSISTANTS]


def _fold(page: Page, words: str, within: Locator | None = None) -> None:
    """Opens a fold that is closed."""
    fold = (within or page.locator("main")).locator("details", has=page.get_by_text(words, exact=True)).last
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def _long(row: Locator, label: str, minutes: int) -> None:
    row.get_by_role("group", name=label).locator("input").fill(str(minutes))


def _say_steps(page: Page) -> None:
    _fold(page, "Several steps")
    lengths = {"Apply": 30, "Let it take": 30, "Wash": 15, "Finish": 30}
    for number, (name, minutes) in enumerate(lengths.items()):
        if number > 1:
            page.get_by_role("button", name="Another step").click()
        row = page.locator(f"#phase{number + 1}")
        row.get_by_label("What happens").fill(name)
        if number:
            _long(row, "Length", minutes)


def _say_needs(page: Page) -> None:
    # Another row shows the steps by the names they have got by now.
    _fold(page, "Who or what it needs")
    page.get_by_role("button", name="Another need").click()
    stylist, chair, assistants = (page.locator(f"#need{number}") for number in (1, 2, 3))
    stylist.get_by_label("What for").fill("Stylist")
    for step in ("Step 1: Apply", "Step 4: Finish"):
        stylist.get_by_label(step).check()
    _fold(page, "Turns, gaps, free time around", stylist)
    _long(stylist, "No gaps shorter than", 30)
    chair.get_by_label("What for").fill("Chair")
    for name in CHAIRS:
        chair.get_by_label(name).check()
    assistants.get_by_label("What for").fill("Assistant")
    assistants.get_by_label("Washing").check()
    assistants.get_by_label("Each booking takes").select_option("Several of them together")
    assistants.get_by_label("How many together").fill("2")
    assistants.get_by_label("Step 3: Wash").check()


def test_the_worked_example_is_said_by_the_form_alone_and_has_its_picture(
    washers: list[str],
    open_browser: Open,
    folder,  # noqa: F811
) -> None:
    page = _desk(open_browser, "wide")
    page.goto("/desk/salon/services/new")
    page.get_by_label("Name", exact=True).fill("Colour and wash")
    _long(page.locator("main"), "Length", 30)
    page.get_by_label("Price").fill("95")
    for name in STYLISTS:
        page.get_by_role("group", name="Who gives it").get_by_label(name).check()
    _fold(page, "When it can start")
    page.get_by_label("Or only at these times").fill("9:00, 11:30, 14:00")
    _fold(page, "How many bookings")
    page.get_by_label("At most a day").fill("6")
    _say_steps(page)
    _say_needs(page)
    page.locator("#need3").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#need3').scrollIntoView({block: 'end'})")
    assert not is_blank(Album(folder, "wide").take(page, "needs"))

    page.get_by_role("button", name="Add service").click()
    page.wait_for_url("**/desk/salon/services*")
    organisation = models.Organisation.objects.get(slug="salon")
    wish = get_service_wish(organisation_id=organisation.id, service_slug="colour-and-wash")
    assert [(one.name, one.duration) for one in wish.phases] == [
        ("Apply", timedelta(minutes=30)),
        ("Let it take", timedelta(minutes=30)),
        ("Wash", timedelta(minutes=15)),
        ("Finish", timedelta(minutes=30)),
    ]
    assert wish.policy.daily_cap == 6
    assert [one / timedelta(hours=1) for one in wish.policy.fixed_starts] == [9, 11.5, 14]
    half = timedelta(minutes=30)
    assert wish.needs == (
        NeedWish("Stylist", ("anna", "beatriz", "carla"), customer_chooses=True, phases=(0, 3), least_gap=half),
        NeedWish("Chair", ("chair-1", "chair-2", "chair-3")),
        NeedWish("Assistant", skills=("washing",), how_many=2, phases=(2,)),
    )
