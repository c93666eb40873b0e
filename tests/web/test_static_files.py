"""What pages are made of is asked for once a year, and comes compressed."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from holdfast.cli.static import collect
from tests.cast import Cast


@pytest.fixture
def client(tmp_path: Path, settings: Any) -> Client:
    """A client of workers that `serve` started."""
    settings.STATIC_ROOT = str(collect(tmp_path))
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    settings.WHITENOISE_USE_FINDERS = False
    return Client()


def _named(client: Client, *pages: str) -> set[str]:
    return {
        found
        for page in pages
        for found in re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).content.decode())
    }


def test_files_have_hashed_names_are_compressed_and_kept(salon: Cast, client: Client) -> None:
    files = _named(client, "/salon", "/salon/cut", "/accounts/login", "/nothing", "/api/v1/docs")
    assert len(files) >= 6
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", file), file
        packed = client.get(file, headers={"Accept-Encoding": "gzip, br"})
        assert packed.headers["Content-Encoding"] == "gzip", file
        assert packed.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert packed.headers["Vary"] == "Accept-Encoding"
        plain = client.get(file)
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.getvalue()) == plain.getvalue()
        head = client.head(file, headers={"Accept-Encoding": "gzip"})
        assert (head.getvalue(), head.headers["Content-Length"]) == (b"", packed.headers["Content-Length"])
        again = client.get(file, headers={"If-None-Match": packed.headers["ETag"]})
        assert (again.status_code, again.getvalue()) == (304, b"")


def test_a_file_has_no_second_name(salon: Cast, client: Client) -> None:
    for path in ("/static/icon.svg", "/static/base.css", "/static/none.000000000000.css"):
        assert client.get(path).status_code == 404


def test_without_what_serve_prepared_files_are_sent_as_they_lie(salon: Cast) -> None:
    client = Client()
    files = _named(client, "/salon", "/api/v1/docs")
    assert "/static/icon.svg" in files
    for file in files:
        response = client.get(file)
        assert response.status_code == 200
        assert "immutable" not in response.headers["Cache-Control"]
        assert response.getvalue()
