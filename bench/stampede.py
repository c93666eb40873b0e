"""`make stampede`: thousands want one thing through HTTP, and exactly one gets it.

    python -m bench.stampede [--attempts 10000] [--only NAME]

Starts a `holdfast serve` of its own in a temporary folder, with 18 serving threads. Nothing is switched off; only
the limits of live holds are raised. Fails where a promise does not hold.
"""

import argparse
import tempfile
from pathlib import Path

from tests.stampede.arena import arena
from tests.stampede.crowd import PROCESSES, THREADS, Stampede
from tests.stampede.variants import VARIANTS


def main() -> None:
    parser = argparse.ArgumentParser(description="Thousands want one thing through HTTP.")
    parser.add_argument("--attempts", type=int, default=10_000, help="in each variant (default 10000)")
    parser.add_argument("--only", default="", help="variants whose name holds this word")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-stampede-") as folder:
        Path(folder).chmod(0o755)
        with arena(Path(folder) / "home") as made:
            print(f"18 threads serve; {PROCESSES} processes of {THREADS} connections ask, over loopback.")
            for name, variant in VARIANTS:
                if chosen.only in name:
                    show(name, variant(made, chosen.attempts))
    print("Each variant ended with the invariants asked of the whole database: none is broken.")


def show(name: str, seen: Stampede) -> None:
    """One line of figures, one of what was answered."""
    print(
        f"\n{name}: {len(seen.answers):,} attempts in {seen.seconds:.1f} s, {seen.rate:,.0f} a second; "
        f"p50 {seen.took(0.5):.1f} ms, p99 {seen.took(0.99):.1f} ms, longest {seen.took(1):.0f} ms"
    )
    print("  " + ", ".join(f"{count:,} × {said}" for said, count in seen.said.most_common()))


if __name__ == "__main__":
    main()
