"""The first page of a new business."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from holdfast.actions.founding import make_start_link
from holdfast.data import models
from holdfast.queries.access import start_token
from holdfast.web.desk.presets import PRESETS
from holdfast.web.sessions import end_sessions
from tests.cast import NOW, Cast
from tests.web.test_desk import PASSWORD, _log_in
from tests.web.visitor import Page, path_of

OLGA = {
    "business": "Salão <b>Olga</b>",
    "trade": "salon",
    "zone": "America/Sao_Paulo",
    "name": "Olga Owner",
    "email": "olga@example.org",
    "password": PASSWORD,
}


@pytest.fixture
def url(db: None) -> str:
    cache.clear()
    made = make_start_link(now=NOW)
    assert made is not None
    return f"/start/{start_token(*made)}"


def _send(client: Client, url: str, **typed: str) -> Any:
    form = next(form for form in Page(client.get(url).content.decode()).forms if form.action == url)
    return client.post(url, {**form.fields, **typed})


def test_a_business_is_founded_and_its_owner_logged_in(url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert path_of(_send(client, url, **OLGA)) == "/desk/salao-b-olga-b/start"
    assert client.get("/desk/salao-b-olga-b").status_code == 200
    organisation = models.Organisation.objects.get()
    assert (organisation.name, organisation.currency) == ("Salão <b>Olga</b>", "BRL")
    location = models.Location.objects.get()
    assert (location.zone, location.holiday_country) == ("America/Sao_Paulo", "BR")
    page = Client().get("/salao-b-olga-b", follow=True).content.decode()
    assert "Salão &lt;b&gt;Olga&lt;/b&gt;" in page
    assert "<b>Olga" not in page


def test_the_founders_session_is_one_they_find_and_end(url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    _send(client, url, **OLGA)
    assert UserSession.objects.filter(user=models.User.objects.get()).count() == 1
    assert client.get("/accounts/password/change").status_code == 200
    end_sessions(models.User.objects.get().id)
    assert client.get("/desk/salao-b-olga-b").status_code == 302


@pytest.mark.parametrize("trade", [preset.key for preset in PRESETS])
def test_each_trade_begins_with_something_to_book(url: str, trade: str) -> None:
    _send(Client(), url, **{**OLGA, "trade": trade})
    page = Page(Client().get("/salao-b-olga-b", follow=True).content.decode())
    assert page.hrefs("time=")


def test_the_link_opens_once_and_says_so(url: str) -> None:
    _send(Client(), url, **OLGA)
    again = Client().get(url)
    assert again.status_code == 410
    assert "This link has been used" in again.content.decode()
    assert Client().get(f"/start/{'A' * 64}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("business", "", "This is needed"),
        ("business", "\u200b", "This is needed"),
        ("name", "", "This is needed"),
        ("email", "nobody", "Enter"),
        ("password", "short", "too short"),
        ("password", "password", "too common"),
        ("password", "olga@example.org", "too similar"),
        ("trade", "piracy", "choose"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(url: str, field: str, value: str, said: str) -> None:
    response = _send(Client(), url, **{**OLGA, field: value})
    assert response.status_code == 422
    text = response.content.decode()
    assert said.lower() in text.lower()
    for kept in {"business", "name", "email"} - {field}:
        assert Page(text).form("/start").fields[kept] == OLGA[kept]
    assert PASSWORD not in text
    assert not models.Organisation.objects.exists()


@pytest.mark.parametrize("zone", ["", "Nowhere/None", "../../etc/passwd", "\0"])
def test_without_a_zone_one_is_guessed_by_the_language(url: str, zone: str) -> None:
    client = Client(headers={"Accept-Language": "de-AT,de;q=0.9"})
    _send(client, url, **{**OLGA, "zone": zone})
    assert models.Location.objects.get().zone == "Europe/Vienna"
    assert models.Organisation.objects.get().language == "de"


@pytest.mark.parametrize(
    ("said", "meant", "currency"),
    [("Asia/Calcutta", "Asia/Kolkata", "INR"), ("UTC", "Etc/UTC", "EUR"), ("Europe/Kiev", "Europe/Kyiv", "UAH")],
)
def test_old_names_of_zones_are_understood(url: str, said: str, meant: str, currency: str) -> None:
    _send(Client(), url, **{**OLGA, "zone": said})
    assert models.Location.objects.get().zone == meant
    assert models.Organisation.objects.get().currency == currency


def test_an_address_that_has_a_log_in_is_told_to_log_in_first(url: str, salon: Cast) -> None:
    client = _log_in("salon", "owner")
    refused = _send(Client(), url, **{**OLGA, "email": "WHO@example.org"})
    assert refused.status_code == 422
    assert "Log in first" in refused.content.decode()
    page = client.get(url).content.decode()
    assert "It will belong to you, Wilma Who." in page
    assert path_of(_send(client, url, business="Second", trade="hall", zone="")) == "/desk/second/start"
    assert models.User.objects.count() == 1


def test_the_front_door_says_how_to_begin(db: None) -> None:
    home = Client().get("/").content.decode()
    assert Page(home).hrefs("/start") == ["/start"]
    assert "holdfast start-link" in Client().get("/start").content.decode()


def test_it_says_so_no_more_once_somebody_has_begun(url: str) -> None:
    _send(Client(), url, **OLGA)
    assert path_of(Client().get("/start")) == "/desk"


def test_the_page_is_told_by_its_address_and_a_code_to_scan(url: str) -> None:
    client = Client()
    _send(client, url, **OLGA)
    for path in ("/desk/salao-b-olga-b/start/ready", "/desk/salao-b-olga-b/poster"):
        page = client.get(path).content.decode()
        assert "http://testserver/salao-b-olga-b" in page
        assert '<svg xmlns="http://www.w3.org/2000/svg"' in page or "<svg" in page.split('class="qr"')[1]
        assert "style=" not in page.split('class="qr"')[1].split("</div>")[0]
