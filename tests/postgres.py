"""A throw-away PostgreSQL for the tests, by the launcher of the product."""

import os
import shutil
import tempfile
from pathlib import Path

from holdfast.cli.postgres.binaries import find_binaries
from holdfast.cli.postgres.cluster import create_cluster
from holdfast.cli.postgres.place import Place, choose_account
from holdfast.cli.postgres.server import Server

# Nothing here has to outlive a power cut.
_QUICK = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10s",
}


def start_throwaway(bin_dir: Path | None = None, **settings: str) -> Server:
    """A server in a new temporary folder, gone with this process; `stop()` removes its folder.

    `bin_dir` names the programs to use; without it HOLDFAST_POSTGRES_BIN does, else they are the bundled
    ones. Its `owner_url`, `app_url`
    and `admin_url` (the superuser) open the database `holdfast`.
    """
    named = os.environ.get("HOLDFAST_POSTGRES_BIN")
    bin_dir = bin_dir or (Path(named) if named else None)
    folder = Path(tempfile.mkdtemp(prefix="holdfast-test-"))
    try:
        folder.chmod(0o755)
        place = Place(folder, choose_account(folder / "data"))
        binaries = find_binaries(named=bin_dir, data_major=None, account=place.account, copies=folder)
        create_cluster(place, binaries, durable=False)
        server = Server(place, binaries, folder / "log", {**_QUICK, **settings}, [folder])
        server.start()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server
