"""Who may do what: every route of the pages, asked by everybody, in their own business and in another.

What must come of it is computed from what each route declares (`view.access`, `view.right`) and from the rights of
the roles (`queries/access.py`). A new route is asked without anybody writing it down here.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from holdfast.actions.staff import create_user
from holdfast.data import models
from holdfast.queries.access import ROLES, Right, rights_of
from holdfast.queries.definitions import forget_definitions
from holdfast.queries.organisations import forget_slugs
from holdfast.web.access import Access
from holdfast.web.desk import guides
from tests import cast
from tests.cast import NOW, Cast
from tests.web.routes import OWN, PERSONAL, Route, page_routes, things
from tests.web.test_desk import PASSWORD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class World:
    """Two businesses: Anna's and Ben's things in the one, Anna's in the other."""

    mine: dict[str, str]
    colleagues: dict[str, str]
    foreign: dict[str, str]


def _things(business: Cast, person: str, clock: str) -> dict[str, str]:
    slug = business.world.organisation.slug
    return things(
        business,
        person,
        hold="A" * 64,
        manage="A" * 64,
        ref=business.book("cut", clock, staff=person).ref,
        user=f"owner@{slug}.example.org",
    )


def _staff_of(business: Cast) -> None:
    slug = business.world.organisation.slug
    for role in ROLES:
        create_user(
            now=NOW,
            organisation_slug=slug,
            email=f"{role}@{slug}.example.org",
            name=role.title(),
            password=PASSWORD,
            role=role,
            resource_slug="anna" if role == "specialist" else None,
        )


@pytest.fixture
def world(salon: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    shutil.copytree(guides._FOLDER, tmp_path / "guides")
    (tmp_path / "guides" / "pictures").mkdir(exist_ok=True)
    (tmp_path / "guides" / "pictures" / "wide-start.png").write_bytes(b"a picture")
    monkeypatch.setattr(guides, "_FOLDER", tmp_path / "guides")
    other = cast.salon("other")
    for business in (salon, other):
        _staff_of(business)
    return World(
        mine=_things(salon, "anna", "10:00"),
        colleagues=_things(salon, "ben", "11:00"),
        foreign=_things(other, "anna", "10:00"),
    )


def _client(role: str | None) -> Client:
    client = Client(raise_request_exception=True)
    if role is not None:
        client.force_login(get_user_model().objects.get(email=f"{role}@salon.example.org"), BACKEND)
    return client


def _desk_routes() -> list[Route]:
    return [route for route in page_routes() if route.right is not None]


def _ask(client: Client, route: Route, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What each method of a route answers: `login`, `nothing`, `forbidden` or `answer`; then takes it back."""
    path = route.filled(values)
    for method in route.methods:
        point = transaction.savepoint()
        before = models.Journal.objects.count()
        response = getattr(client, method.lower())(path)
        assert response.status_code < 500, (method, path)
        if method == "GET":
            assert models.Journal.objects.count() == before, path
        yield f"{method} {path}", _kind(response)
        transaction.savepoint_rollback(point)
        forget_definitions()
        forget_slugs()


def _kind(response: Any) -> str:
    if response.status_code in {301, 302, 303} and "/accounts/" in response.headers["Location"]:
        return "login"
    return {401: "login", 403: "forbidden", 404: "nothing"}.get(response.status_code, "answer")


def _wrong(client: Client, values: dict[str, str], expected: Any, places: set[str] | None = None) -> list[str]:
    """The answers that are not what must come."""
    return [
        f"{asked}: {answer}, not {expected(route)}"
        for route in _desk_routes()
        if places is None or route.places & places
        for asked, answer in _ask(client, route, values)
        if answer != expected(route)
    ]


def test_there_is_something_to_ask() -> None:
    assert len(_desk_routes()) > 40
    assert {route.right for route in _desk_routes()} >= {"see_agenda", "change_bookings", "book", "manage_people"}


def test_nobody_gets_anywhere_without_logging_in(world: World) -> None:
    for values in (world.mine, world.foreign):
        assert _wrong(_client(None), values, lambda _: "login") == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_its_rights_say_and_nothing_else(world: World, role: str) -> None:
    rights = rights_of(role)
    assert _wrong(_client(role), world.mine, lambda route: "answer" if route.right in rights else "nothing") == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_anything_of_another_business(world: World, role: str) -> None:
    assert _wrong(_client(role), world.foreign, lambda _: "nothing") == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reaches_another_businesss_things_through_their_own(world: World, role: str) -> None:
    mixed = {**world.mine, **{name: world.foreign[name] for name in OWN}}
    assert _wrong(_client(role), mixed, lambda _: "nothing", OWN) == []


def test_a_specialist_gets_nothing_of_a_colleague(world: World) -> None:
    assert _wrong(_client("specialist"), world.colleagues, lambda _: "nothing", PERSONAL) == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "specialist"])
def test_everybody_else_does(world: World, role: str) -> None:
    rights = rights_of(role)
    expected = lambda route: "answer" if route.right in rights else "nothing"  # noqa: E731 - as in the others
    assert _wrong(_client(role), world.colleagues, expected, PERSONAL) == []


@pytest.mark.parametrize("role", [None, *ROLES])
def test_what_is_not_declared_is_not_answered(world: World, role: str | None) -> None:
    client = _client(role)
    for route in _desk_routes():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(route.methods):
            answer = getattr(client, method.lower())(route.filled(world.mine))
            # Opened by itself, the address of a form leads to the desk: after a log-in in between, for one.
            opened = method == "GET" and answer.headers.get("Location") == "/desk/salon"
            assert opened or answer.status_code == 405, (method, route)


def test_what_is_for_whoever_logged_in_is_for_nobody_else(world: World) -> None:
    private = [route for route in page_routes() if route.view.access == Access.STAFF and route.right is None]
    assert len(private) >= 2
    for route in private:
        for _, answer in _ask(_client(None), route, world.mine):
            assert answer == "login", route
        for _, answer in _ask(_client("specialist"), route, world.mine):
            assert answer == "answer", route


def test_a_secret_link_opens_with_its_own_secret_only(world: World) -> None:
    secrets = [route for route in page_routes() if route.view.access == Access.SECRET_LINK]
    assert len(secrets) > 8
    broken = {**world.mine, **dict.fromkeys(("hold", "manage", "join", "password", "start"), "B" * 64)}
    swapped = {**world.mine, "join": world.mine["password"], "password": world.mine["join"]}
    for role in (None, "owner"):
        for route in secrets:
            for values in (broken, swapped):
                if values is swapped and not route.path.startswith(("join/", "accounts/password/")):
                    continue
                for asked, answer in _ask(_client(role), route, values):
                    assert answer == "nothing", asked


_SAID = {
    "see_agenda": "see the agenda",
    "see_all_calendars": "see everybody's calendar",
    "change_bookings": "confirm, decline",
    "book": "book for somebody",
    "see_customers": "find and see customers",
    "change_days": "change days",
    "change_offer": "change what can be booked",
    "manage_people": "invite people",
    "manage_owners": "make, change and remove owners",
}


def test_the_guide_says_what_roles_may_do() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "roles.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in guide.splitlines() if line.startswith("| ")][1:]
    assert [row[0].startswith(_SAID[right]) for right, row in zip(Right, rows, strict=True)] == [True] * len(rows)
    for right, row in zip(Right, rows, strict=True):
        assert row[1:] == [_may(role, right) for role in ROLES], right


def _may(role: str, right: Right) -> str:
    rights = rights_of(role)
    if right not in rights:
        return "no"
    return "yes" if Right.SEE_ALL_CALENDARS in rights else "own"
