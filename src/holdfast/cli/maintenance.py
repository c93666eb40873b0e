"""`holdfast maintenance`: calm words in place of every page while somebody works on the installation."""

import argparse
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from holdfast.cli.failure import writing
from holdfast.cli.home import Home, open_home
from holdfast.cli.parsers import Commands, HelpFormatter

_EXAMPLES = """\
examples:
  holdfast maintenance on --until 18:30
  holdfast maintenance on --until 2026-12-24T06:00 --words "We are moving. Please call 555 0100."
  holdfast maintenance off
"""
_LONGEST_WORDS = 500


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "maintenance",
        help="close the pages for a while, and open them again",
        description="While it is on, pages and API answer 503 with calm words, at once and in all processes of "
        "this HOLDFAST_HOME. Nothing that is booked or held changes. /healthz and static files go on.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    verbs = parser.add_subparsers(title="what to do", metavar="on|off|status", required=True)
    on = verbs.add_parser("on", help="close the pages; again, to change time or words")
    on.add_argument(
        "--until",
        type=_moment,
        metavar="TIME",
        help="when it should be over, by this machine's clock: 18:30 or 2026-12-24T06:00; only `off` ends it",
    )
    on.add_argument("--words", type=_words, default="", help="what to say instead of our own sentence")
    on.set_defaults(run=run_on)
    verbs.add_parser("off", help="open them again").set_defaults(run=run_off)
    verbs.add_parser("status", help="say which it is").set_defaults(run=run_status)


def run_on(arguments: argparse.Namespace) -> None:
    """Appears as a whole, so that no process reads half of it."""
    until: datetime | None = arguments.until
    file = open_home().maintenance
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    told = json.dumps({"until": until and until.isoformat(), "words": arguments.words}, ensure_ascii=False)
    with writing(file):
        try:
            unfinished.write_text(told + "\n", encoding="utf-8")
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    print(f"Maintenance is on{_until(until)}: pages answer 503 until holdfast maintenance off.")


def run_off(_: argparse.Namespace) -> None:
    file = open_home().maintenance
    with writing(file):
        file.unlink(missing_ok=True)
    print("Maintenance is off: pages are open.")


def run_status(_: argparse.Namespace) -> None:
    print(status(open_home()) or "Maintenance is off: pages are open.")


def status(home: Home) -> str | None:
    """One sentence while it is on, else nothing."""
    if not home.maintenance.exists():
        return None
    return f"Maintenance is on{_until(_read(home.maintenance))}: pages answer 503 until holdfast maintenance off."


def _read(file: Path) -> datetime | None:
    try:
        until = json.loads(file.read_text(encoding="utf-8"))["until"]
        return until and datetime.fromisoformat(until)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _until(until: datetime | None) -> str:
    return f" and should be over at {until:%Y-%m-%d %H:%M}" if until else ""


def _moment(text: str) -> datetime:
    """The next time it is that late, or that moment, by the clock of this machine."""
    now = datetime.now().astimezone()
    try:
        if len(text) <= len("18:30"):
            clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - given the machine's zone below
            today = datetime.combine(now.date(), clock)
            moment = today.astimezone()
            # Without its zone again: a clock may change in the night between.
            return moment if moment > now else (today + timedelta(days=1)).astimezone()
        moment = datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError("write it as 18:30 or 2026-12-24T06:00") from None
    if moment <= now:
        raise argparse.ArgumentTypeError("it is over already")
    return moment


def _words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > _LONGEST_WORDS:
        raise argparse.ArgumentTypeError(f"at most {_LONGEST_WORDS} characters")
    return words
