"""Typed readers of environment variables, for `settings.py` alone."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class SettingError(ImproperlyConfigured):
    """A setting in the environment cannot be used; the message is a sentence for whoever set it."""


def text(name: str, default: str = "") -> str:
    """The variable, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: float, *, least: float) -> float:
    """A number not below `least`."""
    value = text(name)
    try:
        found = float(value) if value else default
    except ValueError:
        raise SettingError(f"{name} must be a number, not {value!r}.") from None
    if not found >= least:
        raise SettingError(f"{name} must be at least {least:g}, not {value}.")
    return found


def folder(name: str, *, having: str) -> str | None:
    """A folder in which that file lies, or none where the variable is not set."""
    value = text(name)
    if value and not (Path(value) / having).is_file():
        raise SettingError(f"{name} must be a folder with {having} in it, and {value!r} is none.")
    return value or None


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words, in capital letters."""
    value = text(name, default).upper()
    if value not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def words(name: str) -> list[str]:
    """A comma-separated list, without empty entries."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's connection settings for a PostgreSQL URL (RFC 3986, libpq's query parameters).

    A socket folder is given as `postgresql://user@/name?host=/folder&port=5432`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError(f"DATABASE_URL is not a URL: {error}.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError("DATABASE_URL must begin with postgresql://; Holdfast runs on PostgreSQL only.")
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise SettingError("DATABASE_URL must name a database: postgresql://user@host/NAME.")
    return {
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or str(port or ""),
        "OPTIONS": query,
    }
