"""Logos and photos as files."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from holdfast.actions.images import set_logo, set_photo
from holdfast.data import models
from tests.cast import NOW, STAFF, Cast
from tests.pictures import file_of, halves, opened


@pytest.fixture
def url(salon: Cast) -> str:
    digest = set_logo(now=NOW, organisation_id=salon.id, content=file_of(halves()), actor=STAFF)
    return reverse("public:image", args=["salon", digest])


def test_a_picture_is_kept_for_ever_and_may_do_nothing(url: str) -> None:
    response = Client().get(url)
    assert response.status_code == 200
    assert opened(response.content).size == (320, 160)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response.headers
    assert not response.cookies


def test_who_has_it_is_told_that_it_is_the_same(url: str) -> None:
    first = Client().get(url)
    again = Client().get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    other = Client().get(url, headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


def test_asking_only_for_the_headers_gives_the_same_ones(url: str) -> None:
    shown, asked = Client().get(url), Client().head(url)
    assert (asked.status_code, asked.content) == (200, b"")
    names = ("Content-Type", "Cache-Control", "Content-Security-Policy", "ETag", "Content-Length")
    assert [asked.headers[name] for name in names] == [shown.headers[name] for name in names]
    assert Client().post(url).status_code in {403, 405}


def test_there_is_nothing_under_other_names_or_at_other_businesses(salon: Cast, clinic: Cast, url: str) -> None:
    digest = url.rpartition("/")[2].removesuffix(".webp")
    foreign = url.replace("/salon/", "/clinic/")
    nobodys = url.replace("/salon/", "/nobody/")
    for wrong in (foreign, nobodys, url.replace(digest, "0" * 32), url.replace(digest, "x" * 500)):
        response = Client().get(wrong)
        assert response.status_code == 404, wrong
        assert "immutable" not in response.headers["Cache-Control"]


def test_photos_are_there_too(salon: Cast) -> None:
    photo = file_of(halves(), "JPEG")
    digest = set_photo(now=NOW, organisation_id=salon.id, resource_slug="anna", content=photo, actor=STAFF)
    response = Client().get(reverse("public:image", args=["salon", digest]))
    assert opened(response.content).size == (192, 192)


def test_a_service_may_be_called_images(salon: Cast) -> None:
    models.Service.objects.filter(slug="cut").update(slug="images")
    models.Organisation.objects.filter(id=salon.id).update(definitions_version=99)
    assert Client().get("/salon/images").status_code == 200
    assert Client().get("/salon/images/anna").status_code == 200


def test_web_processes_show_pictures_without_loading_what_unpacks_them() -> None:
    code = (
        "import sys; import holdfast.config.wsgi; from django.urls import get_resolver;"
        " get_resolver().url_patterns;"
        " print('holdfast.web.public.views.images' in sys.modules, 'PIL' in sys.modules)"
    )
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "holdfast.config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "False"]
