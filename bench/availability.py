"""What free times cost at five million live allocations; part of `make bench`.

    python -m bench.availability [--home FOLDER] [--allocations 5000000] [--rounds 60] [--picture FILE]

Starts a `holdfast serve` of its own, fills its database, and asks the queries of pages and API in one process and
through one connection, with the settings that `make run` serves. With --home the filled database is kept there for
the next time; --picture draws the curve of cost against resources, bookings and days.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.newcomer.processes import environment, holdfast, serving

_NOTE = "bench-availability.json"
_ROLES = (("DATABASE_URL", ["--application"]), ("DATABASE_OWNER_URL", []))


def main() -> None:
    """Fills what is not filled, then prints the rows that `bench.availability_asking` measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="keep the filled database in this folder")
    parser.add_argument("--allocations", type=int, default=5_000_000, help="how many are live (default 5,000,000)")
    parser.add_argument("--rounds", type=int, default=60, help="of each row (default 60)")
    parser.add_argument("--picture", type=Path, help="draw the curve into this file")
    parser.add_argument("--only", default="", help="rows whose name holds these words")
    parser.add_argument("--profile", action="store_true", help="say in which functions the time of each row goes")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        Path(folder).chmod(0o755)
        home = (chosen.home or Path(folder) / "home").absolute()
        if not (home / _NOTE).exists():
            home.mkdir(parents=True, exist_ok=True)
            subprocess.run([sys.executable, "-m", "holdfast", "migrate"], env=environment(home), check=True)
        with serving(home, "--empty"):
            given = environment(home)
            urls = {name: holdfast("url", *more, environment=given).stdout.strip() for name, more in _ROLES}
            given |= {**urls, "DJANGO_SETTINGS_MODULE": "holdfast.config.settings"}
            if not (home / _NOTE).exists():
                print(f"Filling {chosen.allocations:,} allocations, which takes some minutes.", flush=True)
                filling = [sys.executable, "-m", "bench.availability_world", str(chosen.allocations)]
                subprocess.run([*filling, str(home / _NOTE)], env={**given, "HOLDFAST_AS_OWNER": "1"}, check=True)
            asking = [sys.executable, "-m", "bench.availability_asking", str(home / _NOTE)]
            asking += ["--rounds", str(chosen.rounds), "--only", chosen.only]
            asking += ["--profile"] if chosen.profile else []
            asking += ["--picture", str(chosen.picture)] if chosen.picture else []
            subprocess.run(asking, env=given, check=True)


if __name__ == "__main__":
    main()
