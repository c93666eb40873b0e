"""Settings that depend on where an installation runs, as a fresh process reads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ASKED = """
from holdfast.config import settings
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_SAMESITE,
      settings.CSRF_COOKIE_HTTPONLY, settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS)
"""


def _asked(**given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    return subprocess.run(
        [sys.executable, "-c", _ASKED], env={**kept, **given}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("behind_tls", "is_secure"), [("1", "True"), ("0", "False"), ("", "False")])
def test_cookies_are_for_https_alone_where_there_is_https(behind_tls: str, is_secure: str) -> None:
    assert _asked(HOLDFAST_BEHIND_TLS=behind_tls).stdout.split()[:4] == [is_secure, is_secure, "Lax", "True"]


def test_static_files_are_what_was_collected_or_what_lies_there(tmp_path: Path) -> None:
    assert _asked().stdout.split()[4:] == ["None", "True"]
    (tmp_path / "staticfiles.json").touch()
    assert _asked(HOLDFAST_STATIC_ROOT=str(tmp_path)).stdout.split()[4:] == [str(tmp_path), "False"]
    assert _asked(HOLDFAST_STATIC_ROOT=str(tmp_path), HOLDFAST_DEBUG="1").stdout.split()[4:] == ["None", "True"]


def test_a_folder_that_was_not_collected_is_refused(tmp_path: Path) -> None:
    ended = _asked(HOLDFAST_STATIC_ROOT=str(tmp_path))
    assert ended.returncode != 0
    assert "HOLDFAST_STATIC_ROOT must be a folder with staticfiles.json in it" in ended.stderr
