"""The search of the desk."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.test_desk import _log_in
from tests.web.visitor import Page, path_of


@pytest.fixture
def client(salon: Cast) -> Client:
    return _log_in("salon", "front_desk")


def test_a_customer_and_their_bookings_are_found_from_any_page(salon: Cast, client: Client) -> None:
    ref = salon.book("cut").ref
    form = next(form for form in Page(client.get("/desk/salon").content.decode()).forms if "search" in form.action)
    assert (form.method, form.action) == ("get", "/desk/salon/search")
    page = Page(client.get(form.action, {"q": "dora diaz"}).content.decode())
    assert page.hrefs(f"/desk/salon/bookings/{ref}")
    assert page.hrefs("mailto:dora@example.org")
    assert page.hrefs("tel:+447700900123")


def test_a_reference_leads_to_its_booking(salon: Cast, client: Client) -> None:
    ref = salon.book("cut").ref
    assert path_of(client.get("/desk/salon/search", {"q": ref.lower()})) == f"/desk/salon/bookings/{ref}"


@pytest.mark.parametrize("typed", ["", " ", "nobody at all", "%", "'; DROP TABLE", "\0", "x" * 3000])
def test_what_finds_nothing_says_what_to_try(client: Client, typed: str) -> None:
    page = client.get("/desk/salon/search", {"q": typed})
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_what_was_typed_is_only_text(client: Client) -> None:
    text = client.get("/desk/salon/search", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text


def test_a_specialist_finds_nothing_of_a_colleague(salon: Cast) -> None:
    ref = salon.book("cut", "11:00", staff="ben").ref
    client = _log_in("salon", "specialist", "anna", email="anna@example.org")
    for typed in ("dora", "dora@example.org", "7700 900123", ref):
        text = client.get("/desk/salon/search", {"q": typed}).content.decode()
        assert "Dora" not in text
        assert 'class="empty"' in text
