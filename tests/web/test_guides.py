"""The guides, as pages of the desk."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from holdfast.web.desk.guides import GUIDES, guide_part
from tests.architecture.test_routes import _routes
from tests.cast import Cast
from tests.web.test_desk import _log_in


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_is_a_page_with_its_pictures(salon: Cast, guide: str) -> None:
    client = _log_in("salon", "specialist", "anna")
    page = client.get(f"/desk/salon/guides/{guide}")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("<h1") == 1
    assert "](" not in text.split("<article")[1]
    for picture in re.findall(r'src="(/desk/[^"]+)"', text):
        answer = client.get(picture)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png"), picture
    for href in re.findall(r'href="([^"]+)"', text.split("<article")[1].split("</article>")[0]):
        assert href.startswith(("/desk/salon/guides/", "https://")), href


@pytest.mark.parametrize(
    "path",
    ["guides/nothing", "guides/pictures/nothing.png", "guides/..%2F..%2FREADME", "guides/pictures/..%2Fowner.png"],
)
def test_what_is_no_guide_is_not_found(salon: Cast, path: str) -> None:
    assert _log_in("salon", "owner").get(f"/desk/salon/{path}").status_code == 404


def test_every_page_of_the_desk_leads_to_the_part_that_explains_it(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    guides = {guide: client.get(f"/desk/salon/guides/{guide}").content.decode() for guide in GUIDES}
    names = {match for match, _ in _named()}
    assert len(names) > 15
    for name in names:
        guide, part = guide_part(name)
        assert f'id="{part}"' in guides[guide], (name, guide, part)
    assert "/desk/salon/guides/front-desk#the-agenda" in client.get("/desk/salon").content.decode()


def test_nobody_reads_them_without_logging_in(salon: Cast) -> None:
    assert Client().get("/desk/salon/guides/owner").status_code == 302


def _named() -> list[tuple[str, str]]:
    desk = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "desk")
    return [(pattern.name, path) for pattern in desk.url_patterns for path, _ in _routes([pattern])]
