"""How soon somebody with a slow phone sees free times; part of `make bench`.

    python -m bench.phone [--rounds 5] [--home FOLDER]

A `holdfast serve` with the demonstration, as `make run` starts it, and Chromium held to a slow mobile network
(1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip) and to a quarter of the processor, with nothing kept from
before. Beside it the least that network allows: the same server's shortest answer as a page of its own.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.loading import Load, load
from tests.newcomer.processes import serving

AIM_MS = 1200


def main() -> None:
    """Prints the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder, sync_playwright() as playwright:
        Path(folder).chmod(0o755)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving(chosen.home or Path(folder) / "home", "--host", "127.0.0.1") as run:
            base = f"http://127.0.0.1:{run.port}"
            load(browser, f"{base}/salon/cut", slow=True)
            pages = [load(browser, f"{base}/salon/cut", slow=True) for _ in range(chosen.rounds)]
            floors = [load(browser, f"{base}/healthz", slow=True) for _ in range(chosen.rounds)]
        browser.close()
    _show(pages, floors)


def _show(pages: list[Load], floors: list[Load]) -> None:
    seen, floor = (statistics.median(one.seen for one in some) for some in (pages, floors))
    one = pages[-1]
    print("\nA slow phone (1.6 Mbit/s, 150 ms, a quarter of the processor), nothing kept from before")
    print(f"  first free times in sight   {seen:,.0f} ms ({min(p.seen for p in pages):,.0f}–", end="")
    print(f"{max(p.seen for p in pages):,.0f}), {seen / AIM_MS:.0%} of what we allow, {AIM_MS:,} ms")
    print(f"  the shortest answer         {floor:,.0f} ms: the page takes {seen / floor:.1f} times as long")
    print(
        f"  first load                  {one.bytes / 1000:,.1f} kB, of it script {one.script / 1000:,.1f} kB,",
        end="",
    )
    print(f" {one.requests} requests, layout shift {one.shift:.3f}")


if __name__ == "__main__":
    main()
