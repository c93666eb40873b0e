"""Which database a command works on: DATABASE_URL, the one `serve` is running, or one started for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.home import Home, open_home
from holdfast.cli.postgres.binaries import find_binaries
from holdfast.cli.postgres.cluster import APPLICATION, OWNER, create_cluster, role_url
from holdfast.cli.postgres.place import find_place, place_used
from holdfast.cli.postgres.server import Server, running_socket


@dataclass(frozen=True)
class Urls:
    """The same database as the application's role and as its owner."""

    application: str
    owner: str

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.application, "DATABASE_OWNER_URL": self.owner}


def own_database() -> Urls | None:
    """The user's own server, where DATABASE_URL names one."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return None
    return Urls(url, os.environ.get("DATABASE_OWNER_URL", "").strip() or url)


def bundled_server(home: Home, say: Callable[[str], None]) -> Server:
    """The bundled server of this home, made where it is new and not started yet."""
    place = find_place(home.path, say)
    named = os.environ.get("HOLDFAST_POSTGRES_BIN", "").strip()
    binaries = find_binaries(
        named=Path(named).absolute() if named else None,
        data_major=place.major(),
        account=place.account,
        copies=place.folder,
    )
    if place.major() is None:
        create_cluster(place, binaries)
    return Server(place, binaries, home.postgres_log)


def urls_of(socket: Path) -> Urls:
    return Urls(role_url(APPLICATION, socket), role_url(OWNER, socket))


def running_database(home: Home) -> Urls | None:
    """The bundled database of a `serve` that is running on this home."""
    if not home.is_running():
        return None
    place = place_used(home.path)
    socket = running_socket(place) if place else None
    return urls_of(socket) if socket else None


@contextmanager
def database_for_command() -> Iterator[Urls]:
    """The database for one command; it and the secret key are also put into our environment."""
    home: Home | None = None
    urls = own_database()
    if urls is None:
        home = open_home()
        urls = running_database(home)
    if urls is not None:
        _announce(urls, home)
        yield urls
        return
    assert home is not None  # noqa: S101 -- for the type checker
    with home.lock():
        server = bundled_server(home, print)
        try:
            server.start()
            urls = urls_of(server.socket)
            _announce(urls, home)
            yield urls
        finally:
            server.stop()


def _announce(urls: Urls, home: Home | None) -> None:
    os.environ.update(urls.environment())
    if not os.environ.get("HOLDFAST_SECRET_KEY") and (home or os.environ.get("HOLDFAST_HOME")):
        os.environ["HOLDFAST_SECRET_KEY"] = (home or open_home()).secret_key()


def described(url: str) -> str:
    """A URL without its password, for a sentence."""
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except Exception as error:  # noqa: BLE001 -- whatever libpq dislikes, the sentence is the same
        raise bad_url(str(error)) from None
    host = parts.get("host") or "the local socket"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('dbname') or 'the default database'} on {host}{port}"


def bad_url(reason: str) -> CommandFailure:
    return CommandFailure(
        f"DATABASE_URL is not usable ({reason.strip().rstrip('.')}): "
        "write it as postgresql://user:password@host:5432/name.",
        Exit.BAD_SETTING,
    )
