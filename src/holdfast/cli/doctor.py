"""`holdfast doctor`: looks at a set-up point by point, says what is wrong and what to do. Changes nothing."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from holdfast.cli import examinations
from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.parsers import Commands

Mark = Literal["✓", "!", "✗"]


@dataclass(frozen=True)
class Finding:
    """One point: fine, worth knowing, or wrong."""

    mark: Mark
    sentence: str


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "doctor",
        help="find out what is wrong with a set-up",
        description="Look at this set-up point by point and say what to do. Changes nothing. "
        "Exits 1 when something is wrong.",
    )
    parser.add_argument("--port", type=int, help="the port to look at (default: PORT, else 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to look at (default 127.0.0.1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    findings = []
    for finding in examine(arguments.host, arguments.port):
        print(f"{finding.mark} {finding.sentence}", flush=True)
        findings.append(finding)
    wrong = sum(finding.mark == "✗" for finding in findings)
    print(f"\n{wrong} of {len(findings)} points need attention." if wrong else "\nAll is well.")
    return Exit.FAILED if wrong else Exit.FINE


def examine(host: str, port: int | None) -> Iterator[Finding]:
    points: list[Callable[[], list[tuple[Mark, str]]]] = [
        examinations.python,
        examinations.zone_data,
        examinations.home,
        examinations.maintenance,
        examinations.secret_key,
        lambda: examinations.port(host, port),
        examinations.database,
    ]
    for point in points:
        try:
            found = point()
        except CommandFailure as failure:
            found = [("✗", failure.sentence)]
        yield from (Finding(mark, sentence) for mark, sentence in found)
