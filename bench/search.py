"""How long a search takes at a million bookings of 200,000 customers; part of `make bench`.

    python -m bench.search [--home FOLDER] [--scale 500 --days 200] [--each 200]

Asks the queries of the desk's search, in one process and through one connection, about customers that are really
there: as a front desk and as a specialist, written rightly and with a mistake. The aim is 50 ms.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.newcomer.processes import environment, holdfast, serving

from bench.http import fill


def main() -> None:
    """Fills, then prints the rows that `bench.search_asking` finds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--scale", type=int, default=500)
    parser.add_argument("--days", type=int, default=200)
    parser.add_argument("--each", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        Path(folder).chmod(0o755)
        home = chosen.home or Path(folder) / "home"
        fill(home, chosen.scale, chosen.days)
        with serving(home, "--empty"):
            given = environment(home)
            given["DATABASE_URL"] = holdfast("url", environment=given).stdout.strip()
            given["DJANGO_SETTINGS_MODULE"] = "holdfast.config.settings"
            asking = [sys.executable, "-m", "bench.search_asking", str(chosen.each)]
            subprocess.run(asking, env=given, check=True)


if __name__ == "__main__":
    main()
