"""Services at the desk: the list, the plain form, and what is behind its folds."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.data import models
from holdfast.queries.wishes import get_service_wish
from tests.cast import Cast
from tests.web.test_desk import _log_in
from tests.web.test_hours import send, text_of
from tests.web.visitor import Page, path_of

LIST = "/desk/salon/services"
CUT = f"{LIST}/cut"


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _new(owner: Client, **typed: object) -> Any:
    plain = {
        "name": "Shave",
        "phase0_duration_0": "45",
        "phase0_duration_1": "min",
        "price_minor": "42,50",
        "need0_candidates": ["ben"],
        "locations": ["here"],
    }
    return send(owner, f"{LIST}/new", **{**plain, **typed})


def _fields(response: Any) -> dict[str, Any]:
    """What the form of a page would send."""
    return next(form.fields for form in Page(response.content.decode()).forms if "seen" in form.fields)


def test_all_services_are_listed_with_what_customers_see(owner: Client) -> None:
    said = text_of(owner.get(LIST))
    assert "Cut 30 min €30.00 Anna, Ben" in said
    assert said.index("Cut") < said.index("Colour") < said.index("Trial")


def test_the_plain_case_is_name_length_price_and_who(salon: Cast, owner: Client) -> None:
    assert path_of(_new(owner)) == LIST
    said = text_of(owner.get(LIST))
    assert "Shave 45 min €42.50 Ben" in said
    wish = get_service_wish(organisation_id=salon.id, service_slug="shave")
    assert [(need.name, need.candidates, need.customer_chooses) for need in wish.needs] == [
        ("Person", ("ben",), True)
    ]
    salon.book("shave", "09:00")


def test_saving_what_is_shown_changes_nothing(salon: Cast, owner: Client) -> None:
    for slug in ("cut", "colour", "trial"):
        before = get_service_wish(organisation_id=salon.id, service_slug=slug)
        assert path_of(send(owner, f"{LIST}/{slug}")) == LIST
        assert get_service_wish(organisation_id=salon.id, service_slug=slug) == before


def test_steps_needs_and_a_choice_of_length_are_behind_folds(salon: Cast, owner: Client) -> None:
    _new(
        owner,
        phase1_duration_0="1",
        phase1_duration_1="h",
        phase1_name="Rest",
        need1_name="Chair",
        need1_candidates=["chair-1", "chair-2"],
        need1_phases=["1"],
        need1_buffer_after_0="5",
        need1_buffer_after_1="min",
        shortest_0="15",
        shortest_1="min",
        longest_0="1",
        longest_1="h",
        step_0="15",
        step_1="min",
    )
    wish = get_service_wish(organisation_id=salon.id, service_slug="shave")
    assert [phase.duration.total_seconds() / 60 for phase in wish.phases] == [45, 60]
    assert wish.phases[0].choice is not None
    assert wish.needs[1].candidates == ("chair-1", "chair-2")
    assert wish.needs[1].phases == (1,)
    page = owner.get(f"{LIST}/shave").content.decode()
    assert 'name="phase2_name"' in page
    assert 'name="need2_name"' in page


def test_the_step_whose_length_is_chosen_is_the_one_that_was_named(salon: Cast, owner: Client) -> None:
    chosen = {
        "shortest_0": "15",
        "shortest_1": "min",
        "longest_0": "1",
        "longest_1": "h",
        "step_0": "15",
        "step_1": "min",
        "chosen_phase": "2",
    }
    # The row between is left empty, and is no step.
    _new(owner, **chosen, phase2_name="Rest", phase2_duration_0="30", phase2_duration_1="min")
    phases = get_service_wish(organisation_id=salon.id, service_slug="shave").phases
    assert [phase.choice is not None for phase in phases] == [False, True]
    refused = _new(owner, **{**chosen, "name": "Other", "chosen_phase": "1"})
    assert refused.status_code == 422
    assert "This step is empty" in refused.content.decode()


def test_a_service_that_somebody_changed_meanwhile_is_not_changed_back(salon: Cast, owner: Client) -> None:
    opened = _fields(owner.get(f"{LIST}/cut"))
    assert send(owner, f"{LIST}/cut", price_minor="99").status_code == 303
    late = owner.post(f"{LIST}/cut", {**opened, "description": "New words"})
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert models.Service.objects.get(slug="cut").price_minor == 9900
    again = _fields(late)
    assert again["description"] == "New words"
    assert owner.post(f"{LIST}/cut", again).status_code == 303


def test_who_stops_giving_it_is_missed_by_name(salon: Cast, owner: Client) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    asked = send(owner, CUT, need0_candidates=["ben"], name="Haircut")
    assert asked.status_code == 409
    page = Page(asked.content.decode())
    assert page.hrefs(ref)
    assert 'value="Haircut"' in asked.content.decode()
    assert models.Service.objects.get(slug="cut").name == "Cut"
    done = send(owner, CUT, need0_candidates=["ben"], name="Haircut", anyway=asked.context["hurt"].mark)
    assert path_of(done) == LIST
    assert models.Service.objects.get(slug="cut").name == "Haircut"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Name:"),
        ({"price_minor": "a lot"}, "Type an amount, like 42.50"),
        ({"price_minor": "1.005"}, "Price"),
        ({"phase0_duration_0": ""}, "Say how long"),
        ({"phase0_duration_0": "0"}, "This is too short or too long"),
        ({"need0_candidates": []}, "Who gives it"),
        ({"locations": []}, "Where"),
        ({"phase1_name": "Rest"}, "Say how long"),
        ({"need1_name": "Chair"}, "Choose at least one"),
        ({"shortest_0": "15", "shortest_1": "min"}, "In steps of"),
        (
            {"shortest_0": "1", "shortest_1": "h", "longest_0": "2", "longest_1": "h", "step_0": "5"},
            "must lie between the shortest",
        ),
        (
            {"shortest_0": "20", "longest_0": "2", "longest_1": "h", "step_0": "10"},
            "it must be whole steps",
        ),
        ({"booking_window_0": "0"}, "At the earliest before"),
        ({"minimum_notice_0": "200", "minimum_notice_1": "d"}, "At the earliest before"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(owner: Client, typed: dict[str, object], words: str) -> None:
    answer = _new(owner, description="</textarea><script>alert(1)</script>", **typed)
    if typed == {"price_minor": "1.005"}:
        # A thousand and five.
        assert path_of(answer) == LIST
        return
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "<script>alert" not in answer.content.decode()
    assert not models.Service.objects.filter(slug="shave").exists()


def test_a_service_that_is_given_up_stands_apart(owner: Client) -> None:
    form = dict.fromkeys(["is_active"], "")
    send(owner, f"{LIST}/trial", **form)
    said = text_of(owner.get(LIST))
    assert "Not offered any more Trial" in said
    assert owner.get("/salon/trial").status_code == 404


def test_the_order_is_changed(owner: Client) -> None:
    form = Page(owner.get(LIST).content.decode()).form("/trial/order")
    owner.post(form.action, {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"], "to": "up"})
    said = text_of(owner.get(LIST))
    assert said.index("Cut 30") < said.index("Trial 30") < said.index("Colour 1 h")


def test_hostile_names_are_shown_harmlessly(owner: Client) -> None:
    _new(owner, name="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in owner.get(LIST).content.decode()


def test_nobody_else_gets_in(salon: Cast) -> None:
    for role in ("front_desk", "specialist"):
        client = _log_in("salon", role, "anna" if role == "specialist" else None, email=f"{role}@example.org")
        for path in (
            LIST,
            f"{LIST}/new",
            CUT,
            "/desk/salon/resources",
            "/desk/salon/places",
            "/desk/salon/settings",
        ):
            assert client.get(path).status_code == 404, path


def test_without_anybody_to_book_the_page_says_what_comes_first(owner: Client) -> None:
    models.RequirementCandidate.objects.all().delete()
    models.Resource.objects.all().delete()
    assert "First say who or what can be booked; then what for." in text_of(owner.get(LIST))


def test_lists_take_as_many_statements_for_many_as_for_few(owner: Client) -> None:
    counts = []
    for names in (("A",), ("B", "C", "D")):
        for name in names:
            _new(owner, name=name)
        for path in (LIST, "/desk/salon/resources", "/desk/salon/places", "/desk/salon/hours"):
            owner.get(path)
        with CaptureQueriesContext(connection) as seen:
            for path in (LIST, CUT, "/desk/salon/resources", "/desk/salon/places", "/desk/salon/hours"):
                assert owner.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
