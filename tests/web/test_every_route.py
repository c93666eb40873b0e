"""Every route of the map, and whatever else can answer, carries what keeps a visitor safe."""

import gzip
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from holdfast.actions.staff import create_user
from tests.cast import NOW, Cast
from tests.web.routes import all_routes, things
from tests.web.test_desk import PASSWORD, _log_in
from tests.web.visitor import TEN, Visitor

_ELSEWHERE = [
    "/static/icon.svg",
    "/static/none.css",
    "/favicon.ico",
    "/nothing",
    "/not/any/where",
    f"/h/{'A' * 64}",
]


@pytest.fixture
def paths(salon: Cast, visitor: Visitor) -> list[str]:
    """An address for each route of the map, with something real in each of its places."""
    hold, manage = visitor.hold(), visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    create_user(
        now=NOW,
        organisation_slug="salon",
        email="owner@example.org",
        name="Olga",
        password=PASSWORD,
        role="owner",
    )
    values = things(
        salon,
        "anna",
        hold=hold.rpartition("/")[2],
        manage=manage.rpartition("/")[2],
        ref=salon.book("cut").ref,
        user="owner@example.org",
    )
    return [*(route.filled(values) for route in all_routes()), *_ELSEWHERE, TEN]


def _demand_headers(response: Any, path: str) -> None:
    headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'", path
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'", path
    assert "unsafe" not in headers["Content-Security-Policy"], path
    assert policy["script-src"] == _scripts_allowed(response), path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["X-Frame-Options"] == "DENY", path
    is_secret, is_for_programs = (
        path.startswith(("/h/", "/b/", "/start/", "/join/", "/accounts/password/new/")),
        path.startswith("/api/"),
    )
    assert headers["Referrer-Policy"] == ("no-referrer" if is_secret else "same-origin"), path
    assert "camera=()" in headers["Permissions-Policy"], path
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_for_programs else "same-origin"), path
    assert "Cache-Control" in headers, path


def _scripts_allowed(response: Any) -> str:
    """What the policy must say: the one nonce that all scripts of the page carry, or that there are none."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return "'none'"
    scripts = re.findall(r"<script\b[^>]*>", response.content.decode())
    run = [script for script in scripts if "application/json" not in script]
    assert all(" src=" in script for script in run)
    nonces = {re.findall(r'nonce="([\w-]{22})"', script)[0] for script in run}
    assert len(nonces) <= 1
    return f"'nonce-{nonces.pop()}'" if nonces else "'none'"


def test_every_route_and_every_error_carries_the_headers(paths: list[str]) -> None:
    assert len(paths) > 50
    seen: dict[int, list[str]] = {}
    for path in paths:
        for method in ("get", "head", "post", "options"):
            response = getattr(Client(), method)(path)
            seen.setdefault(response.status_code, []).append(path)
            if method == "head" and "Content-Type" in response.headers:
                # A HEAD has the headers of a page whose scripts nobody sees.
                assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], path
            else:
                _demand_headers(response, path)
    # It met what it is about: pages, redirects, refusals of all kinds.
    assert {200, 302, 404, 405} <= set(seen), seen.keys()


def test_the_desk_carries_them_too(paths: list[str]) -> None:
    client = _log_in("salon", "owner")
    for path in paths:
        if path.startswith("/desk"):
            _demand_headers(client.get(path), path)


def test_so_do_failures_of_ours(salon: Cast) -> None:
    client = Client(raise_request_exception=False)
    with patch("holdfast.web.public.views.business.list_services", side_effect=RuntimeError):
        response = client.get("/salon")
    assert response.status_code == 500
    _demand_headers(response, "/salon")


def test_a_nonce_is_used_once(salon: Cast, visitor: Visitor) -> None:
    policies = {visitor.get("/salon/cut").headers["Content-Security-Policy"] for _ in range(20)}
    assert len(policies) == 20


def test_customers_and_programs_get_no_cookie_from_any_route(paths: list[str]) -> None:
    for path in paths:
        if not path.startswith(("/desk", "/accounts", "/join/", "/start/")):
            for method in ("get", "post"):
                response = getattr(Client(), method)(path)
                assert not response.cookies, path
                assert "Cookie" not in response.headers.get("Vary", ""), path


def test_cookies_of_staff_are_kept_from_scripts_other_sites_and_plain_http(salon: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = _log_in("salon", "owner")
    cookies = client.cookies
    assert set(cookies) == {"sessionid", "csrftoken"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/salon", "/salon/cut", "/nothing", "/api/v1/docs", "/api/v1/openapi.json"])
def test_what_is_sent_compressed_is_the_same(salon: Cast, path: str) -> None:
    plain, packed = Client().get(path), Client().get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert _without_nonce(gzip.decompress(packed.content)) == _without_nonce(plain.content)
    assert packed.headers["Content-Length"] == str(len(packed.content))


def _without_nonce(content: bytes) -> bytes:
    return re.sub(rb'nonce="[\w-]+"', b"", content)
