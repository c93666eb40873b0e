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


def mail(url: str, base_url: str) -> dict[str, Any]:
    """Django's settings for a mail server's URL; none where no URL is given: then nothing is sent.

    `smtp://` begins in clear and switches to TLS where a user is named, `smtps://` begins with it. Links in
    letters must not begin with a host that a request made up, so the installation's own address must be known.
    """
    if not url:
        return {"MAIL_IS_ON": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError(f"HOLDFAST_EMAIL_URL is not a URL: {error}.") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingError("HOLDFAST_EMAIL_URL must be like smtp://user:password@host:587.")
    host = urlsplit(base_url).hostname
    if not host:
        raise SettingError("HOLDFAST_EMAIL_URL needs HOLDFAST_BASE_URL: links in letters begin with it.")
    is_encrypted = parts.scheme == "smtps"
    return {
        "MAIL_IS_ON": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_encrypted else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_encrypted,
        "EMAIL_USE_TLS": not is_encrypted and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": text("HOLDFAST_EMAIL_FROM", f"holdfast@{host}"),
    }
