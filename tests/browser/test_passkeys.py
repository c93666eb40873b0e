"""Passkeys, with Chromium's own pretended authenticator: added, used to log in and to prove oneself, removed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.actions.staff import create_user
from tests.cast import NOW, Cast

pytestmark = pytest.mark.browser
PASSWORD = "a good long password"


def _pretend_device(page: Page) -> None:
    """A device that holds passkeys and always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def _log_in(page: Page) -> None:
    page.goto("/accounts/login")
    page.get_by_label("E-mail address").fill("wilma@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url("/desk/salon")


def _log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in to the desk")).to_be_visible()


def test_a_passkey_opens_the_desk_without_a_password(
    salon: Cast, address: str, open_browser: Callable[..., BrowserContext]
) -> None:
    create_user(
        now=NOW,
        organisation_slug="salon",
        email="wilma@example.org",
        name="Wilma Who",
        password=PASSWORD,
        role="owner",
    )
    # A passkey belongs to a name, never to a number.
    page = open_browser(base_url=address.replace("127.0.0.1", "localhost")).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    _pretend_device(page)
    _log_in(page)
    page.get_by_role("link", name="Wilma Who").click()
    page.get_by_role("link", name="Manage passkeys").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My <b>phone</b>")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Spare codes")).to_be_visible()
    _log_out(page)

    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url("/desk/salon")
    _log_out(page)

    # Whoever has a passkey needs it besides the password too.
    page.get_by_label("E-mail address").fill("wilma@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url("/desk/salon")

    page.goto("/accounts/passkeys")
    expect(page.get_by_text("My <b>phone</b>")).to_be_visible()
    page.get_by_role("link", name="Remove My").click()
    page.get_by_role("link", name="passkey").or_(page.get_by_role("link", name="security key")).first.click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("My <b>phone</b>")).to_have_count(0)
    assert [line for line in said if "Content Security Policy" in line or "error" in line.lower()] == []


def test_a_device_that_says_no_is_told_kindly(
    salon: Cast, address: str, open_browser: Callable[..., BrowserContext]
) -> None:
    page = open_browser(base_url=address.replace("127.0.0.1", "localhost")).new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}},
    )
    page.goto("/accounts/login")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="That did not work.")).to_be_visible()
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_enabled()


def test_without_scripts_nothing_is_offered_that_needs_them(
    salon: Cast, open_browser: Callable[..., BrowserContext]
) -> None:
    page = open_browser(java_script_enabled=False).new_page()
    page.goto("/accounts/login")
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_hidden()
