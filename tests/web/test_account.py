"""Somebody's own log-in: name, second step, spare codes, passkeys, sessions."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from holdfast.data import models
from holdfast.web.tags import device
from tests.cast import Cast
from tests.web.test_desk import PASSWORD, _log_in
from tests.web.test_people import _send
from tests.web.visitor import Page, path_of

WHO = "who@example.org"


@pytest.fixture
def client(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _code(secret: str) -> str:
    cache.clear()
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _sure(client: Client, password: str = PASSWORD) -> None:
    """Says the password again, as is asked before anything of a log-in is changed."""
    page = client.get("/accounts/reauthenticate?next=/accounts/second-step/app")
    assert path_of(_send(client, page, "reauthenticate", password=password)) == "/accounts/second-step/app"


def _switch_on(client: Client) -> str:
    _sure(client)
    page = client.get("/accounts/second-step/app")
    assert page.status_code == 200
    secret = re.search(r'<code class="secret" dir="ltr">(\w+)</code>', page.content.decode())
    assert secret
    answer = _send(client, page, "app", code=_code(secret[1]))
    assert path_of(answer) == "/accounts/second-step/codes"
    return secret[1]


def _first_step(password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client(enforce_csrf_checks=True)
    return client, _send(client, client.get("/accounts/login"), "login", login=WHO, password=password)


def test_ones_account_gathers_all_and_changes_the_name(client: Client) -> None:
    page = client.get("/accounts/you")
    for path in ("/accounts/password/change", "/accounts/second-step", "/accounts/passkeys", "/accounts/sessions"):
        assert Page(page.content.decode()).hrefs(path), path
    answer = _send(client, page, "", name="Wanda Who")
    assert "Saved." in client.get(path_of(answer)).content.decode()
    assert models.User.objects.get().name == "Wanda Who"
    assert _send(client, page, "", name=" ").status_code == 422


def test_the_desk_leads_to_it(client: Client) -> None:
    assert len(Page(client.get("/desk/salon").content.decode()).hrefs("/accounts/you")) == 2


def test_with_codes_of_an_app_a_password_alone_opens_nothing(client: Client) -> None:
    secret = _switch_on(client)
    other, answer = _first_step()
    assert path_of(answer).startswith("/accounts/login/second-step")
    assert other.get("/desk/salon").status_code == 302
    page = other.get("/accounts/login/second-step")
    wrong = _send(other, page, "second-step", code="000000")
    assert "Please check what you typed" in wrong.content.decode()
    assert other.get("/desk/salon").status_code == 302
    cache.clear()
    assert path_of(_send(other, page, "second-step", code=_code(secret))) == "/desk"
    assert other.get("/desk/salon").status_code == 200


def test_a_code_opens_once(client: Client) -> None:
    secret = _switch_on(client)
    first, _ = _first_step()
    code = _code(secret)
    _send(first, first.get("/accounts/login/second-step"), "second-step", code=code)
    second, _ = _first_step()
    _send(second, second.get("/accounts/login/second-step"), "second-step", code=code)
    assert second.get("/desk/salon").status_code == 302


def test_a_spare_code_opens_once(client: Client) -> None:
    _switch_on(client)
    spare = re.findall(r"<code>(\d{8})</code>", client.get("/accounts/second-step/codes").content.decode())
    assert len(spare) == 10
    for expected in (200, 302):
        cache.clear()
        other, _ = _first_step()
        _send(other, other.get("/accounts/login/second-step"), "second-step", code=spare[0])
        assert other.get("/desk/salon").status_code == expected


def test_new_spare_codes_end_the_old_ones(client: Client) -> None:
    _switch_on(client)
    before = re.findall(r"<code>(\d{8})</code>", client.get("/accounts/second-step/codes").content.decode())
    _send(client, client.get("/accounts/second-step/codes/new"), "codes/new")
    after = re.findall(r"<code>(\d{8})</code>", client.get("/accounts/second-step/codes").content.decode())
    assert len(after) == 10
    assert not set(before) & set(after)


def test_codes_are_switched_off(client: Client) -> None:
    _switch_on(client)
    _send(client, client.get("/accounts/second-step/app/off"), "off")
    assert not Authenticator.objects.exists()
    other, answer = _first_step()
    assert path_of(answer) == "/desk"
    assert other.get("/desk/salon").status_code == 200


@pytest.mark.parametrize("path", ["second-step/app", "passkeys/add", "second-step/codes/new"])
def test_whoever_changes_a_log_in_says_the_password_again(client: Client, path: str) -> None:
    assert path_of(client.get(f"/accounts/{path}")).startswith("/accounts/reauthenticate?next=")


def test_a_password_said_long_ago_is_asked_for_again(client: Client) -> None:
    _sure(client)
    assert client.get("/accounts/second-step/app").status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 3600
    session.save()
    assert client.get("/accounts/second-step/app").status_code == 302


def test_sessions_are_listed_and_all_others_ended(client: Client) -> None:
    other, _ = _first_step()
    assert other.get("/desk/salon").status_code == 200
    page = client.get("/accounts/sessions")
    assert "Log out everywhere else" in page.content.decode()
    _send(client, page, "sessions")
    assert other.get("/desk/salon").status_code == 302
    assert client.get("/desk/salon").status_code == 200
    assert "You are logged in nowhere else." in client.get("/accounts/sessions").content.decode()


def test_whoever_joined_by_an_invitation_sees_their_session_too(client: Client) -> None:
    from tests.web.test_people import _invite, _join

    nora, _ = _join(_invite(client), email="nora@example.org")
    assert "You are logged in nowhere else." in nora.get("/accounts/sessions").content.decode()


def test_passkeys_of_somebody_else_are_not_found(client: Client) -> None:
    other = models.User.objects.create(
        email="x@example.org", name="X", created_at=models.User.objects.get().created_at
    )
    key = Authenticator.objects.create(user_id=other.pk, type="webauthn", data={"name": "X", "credential": {}})
    _sure(client)
    for path in ("name", "remove"):
        assert client.get(f"/accounts/passkeys/{key.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["accounts/passkeys", "accounts/passkeys/add", "accounts/second-step"])
def test_pages_of_keys_are_ours(client: Client, path: str) -> None:
    _sure(client)
    text = client.get(f"/{path}").content.decode()
    assert "desk-people.css" in text
    assert "allauth" not in text


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/1 Safari/5 Edg/1", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel) Gecko Firefox/140.0", "Firefox on Android"),
        ("", "An unknown device"),
        ("curl/8 <script>", "An unknown device"),
    ],
)
def test_a_session_is_called_by_its_browser_and_device(user_agent: str, said: str) -> None:
    assert device(user_agent) == said
