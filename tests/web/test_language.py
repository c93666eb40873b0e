"""In which language a visitor reads, and that it stays so on the way."""

import pytest
from django.test import Client

from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import DORA, TEN, Visitor, path_of


@pytest.mark.parametrize(
    ("query", "header", "own", "shown"),
    [
        ("", "", "en", "en"),
        ("", "", "de", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "en", "de-at"),
        ("", "fr,de;q=0.3", "en", "de"),
        ("", "fr", "de", "de"),
        ("", "fr", "fr", "en"),
        ("", "en-US", "de", "en-us"),
        ("?lang=de", "en-GB", "en", "de"),
        ("?lang=de", "de-CH", "en", "de-ch"),
        ("?lang=xx", "de", "en", "de"),
        ("?lang=de-XX", "", "en", "de"),
        ("?lang=", "", "de", "de"),
        ("", "de-" + "x" * 5000, "en", "en"),
        ("", ";;;,,,q=1,*;q=nan", "en", "en"),
        ("?lang=../../etc/passwd", "", "en", "en"),
    ],
)
def test_the_address_then_the_browser_then_the_business(
    salon: Cast, visitor: Visitor, query: str, header: str, own: str, shown: str
) -> None:
    models.Organisation.objects.filter(id=salon.id).update(language=own)
    answer = visitor.get(f"/salon{query}", **{"Accept-Language": header})
    assert answer.status_code == 200
    assert answer.page.language == shown
    assert answer.headers["Content-Language"] == shown
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_chosen_language_is_kept_from_the_first_page_to_the_last(salon: Cast, visitor: Visitor) -> None:
    business = visitor.get("/salon?lang=de")
    times = visitor.get(business.page.hrefs("/salon/cut")[0])
    assert times.page.language == "de"
    details = visitor.get(times.page.hrefs("time=10%3A00")[0])
    hold = visitor.get(path_of(visitor.send(details, **DORA)))
    assert hold.page.language == "de"
    again = visitor.get(path_of(visitor.send(hold, "/extend")))
    booked = visitor.get(path_of(visitor.send(again, "/confirm")))
    assert booked.page.language == "de"
    for url in booked.page.hrefs("/b/"):
        if "calendar" not in url and "lang=en" not in url:
            assert visitor.get(url).page.language == "de"
    cancelled = visitor.send(visitor.get(booked.page.hrefs("/cancel")[0]), "/cancel")
    assert visitor.get(path_of(cancelled)).page.language == "de"


def test_the_languages_are_offered_by_their_own_names(salon: Cast, visitor: Visitor) -> None:
    answer = visitor.get(TEN)
    found = {link["lang"]: link["href"] for link in answer.page.links if link.get("lang")}
    assert found == {"de": "/salon/cut?date=2026-11-23&time=10%3A00&lang=de"}
    assert "Deutsch" in answer.page.text


def test_a_page_that_answers_a_form_offers_none_because_what_was_typed_would_be_lost(
    salon: Cast, visitor: Visitor
) -> None:
    wrong = visitor.send(visitor.get(TEN), name="")
    assert wrong.status_code == 422
    assert not [link for link in wrong.page.links if link.get("lang")]


def test_a_languages_link_never_leads_to_another_host(salon: Cast) -> None:
    html = Client().get("//evil.example/salon").content.decode()
    assert 'href="//' not in html


def test_what_the_business_wrote_is_marked_with_its_language(salon: Cast, visitor: Visitor) -> None:
    models.Organisation.objects.filter(id=salon.id).update(language="pt", about="Bom dia")
    html = visitor.get("/salon?lang=de").content.decode()
    assert 'dir="auto" lang="pt">Bom dia' in " ".join(html.split())


@pytest.mark.parametrize(
    ("language", "first"), [("en-GB", "Monday"), ("de", "Montag"), ("en-US", "Sunday")], ids=["gb", "de", "us"]
)
def test_a_week_begins_as_the_visitor_is_used_to(salon: Cast, visitor: Visitor, language: str, first: str) -> None:
    html = visitor.get("/salon/cut", **{"Accept-Language": language}).content.decode()
    assert html.partition('abbr="')[2].startswith(f'{first}"')


def test_staff_read_their_own_language(salon: Cast) -> None:
    assert 'lang="de"' in Client().get("/accounts/login", headers={"Accept-Language": "de"}).content.decode()
