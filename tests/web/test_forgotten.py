"""A password forgotten: a link by a real mail server, or plain words where there is none."""

import re
import socket
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Letters
from django.core.cache import cache
from django.test import Client

from holdfast.config import environment
from holdfast.data import models
from tests.cast import Cast
from tests.web.test_desk import _log_in
from tests.web.test_people import _send
from tests.web.visitor import path_of

NEW = "another good password"


class _Box(Letters):
    """Keeps what the server was given."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def box(settings: Any) -> Iterator[_Box]:
    """A mail server of its own, which the settings name as an environment would."""
    box = _Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.BASE_URL = "https://book.example.org"
    for name, value in environment.mail(f"smtp://127.0.0.1:{port}", settings.BASE_URL).items():
        setattr(settings, name, value)
    yield box
    server.stop()


def _ask(email: str, host: str = "testserver") -> Any:
    cache.clear()
    client = Client(enforce_csrf_checks=True, headers={"host": host})
    return _send(client, client.get("/accounts/password/forgotten"), "forgotten", email=email)


def test_without_mail_it_says_whom_to_ask(salon: Cast) -> None:
    page = Client().get("/accounts/password/forgotten")
    assert page.status_code == 200
    assert "does not send mail yet" in page.content.decode()
    assert "<form" not in page.content.decode()


def test_a_link_is_sent_and_opens_once(salon: Cast, box: _Box) -> None:
    client = _log_in("salon", "owner")
    assert path_of(_ask("WHO@example.org")) == "/accounts/password/sent"
    (letter,) = box.letters
    assert letter["To"] == "who@example.org"
    assert letter["From"] == "holdfast@book.example.org"
    assert letter["Subject"] == "A new password for the desk"
    found = re.search(r"https://book\.example\.org(/accounts/\S+)", str(letter.get_payload(decode=True).decode()))
    assert found
    visitor = Client(enforce_csrf_checks=True)
    form = visitor.get(path_of(visitor.get(found[1])))
    weak = _send(visitor, form, "mailed", password1="short", password2="short")
    assert weak.status_code == 200
    assert "Please check what you typed" in weak.content.decode()
    answer = _send(visitor, form, "mailed", password1=NEW, password2=NEW)
    assert "Your new password is saved" in visitor.get(path_of(answer)).content.decode()
    assert models.User.objects.get().check_password(NEW)
    assert client.get("/desk/salon").status_code == 302
    assert "This link is over" in Client().get(found[1]).content.decode()


def test_an_address_nobody_has_gets_no_letter_and_the_same_answer(salon: Cast, box: _Box) -> None:
    assert path_of(_ask("nobody@example.org")) == "/accounts/password/sent"
    assert box.letters == []


def test_a_request_for_another_host_does_not_lead_the_link_astray(salon: Cast, box: _Box) -> None:
    _log_in("salon", "owner")
    _ask("who@example.org", host="evil.example")
    assert "evil.example" not in box.letters[0].as_string()


def test_a_mail_server_that_is_away_tells_nobody_who_has_a_log_in(
    salon: Cast, box: _Box, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    _log_in("salon", "owner")
    settings.EMAIL_PORT = 1
    answers = [_ask(email) for email in ("who@example.org", "nobody@example.org")]
    assert [(answer.status_code, path_of(answer)) for answer in answers] == [(302, "/accounts/password/sent")] * 2
    assert [record.getMessage() for record in caplog.records] == ["the mail server did not take a letter"]


def test_a_password_chosen_by_a_letter_ends_the_links_handed_over(salon: Cast, box: _Box) -> None:
    _log_in("salon", "owner")
    before = models.User.objects.get().link_version
    _ask("who@example.org")
    found = re.search(r"(/accounts/\S+)", str(box.letters[0].get_payload(decode=True).decode()))
    assert found
    visitor = Client(enforce_csrf_checks=True)
    form = visitor.get(path_of(visitor.get(found[1])))
    _send(visitor, form, "mailed", password1=NEW, password2=NEW)
    assert models.User.objects.get().link_version == before + 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://mail.example.org", "must be like smtp://"),
        ("smtp://", "must be like smtp://"),
        ("smtp://mail.example.org:99999", "is not a URL"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused(url: str, said: str) -> None:
    with pytest.raises(environment.SettingError, match=said):
        environment.mail(url, "https://book.example.org")


def test_mail_needs_an_address_of_our_own() -> None:
    with pytest.raises(environment.SettingError, match="HOLDFAST_BASE_URL"):
        environment.mail("smtp://mail.example.org", "")


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example.org", 587, False, False),
        ("smtp://u:p%40ss@mail.example.org:2525", 2525, False, True),
        ("smtps://u:p%40ss@mail.example.org", 465, True, False),
    ],
)
def test_a_mail_server_is_read_from_its_url(url: str, port: int, ssl: bool, tls: bool) -> None:
    read = environment.mail(url, "https://book.example.org")
    assert (read["EMAIL_PORT"], read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == (port, ssl, tls)
    assert read["EMAIL_HOST_PASSWORD"] == ("p@ss" if "@ss" in url or "%40" in url else "")
