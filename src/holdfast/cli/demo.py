"""`holdfast demo`: the example salon and clinic, put in and taken out; and one of any size for measuring."""

import argparse
import json
import sys
import time
from datetime import UTC, datetime

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.failure import CommandFailure
from holdfast.cli.home import open_home
from holdfast.cli.parsers import Commands, HelpFormatter

_EXAMPLES = """\
examples:
  holdfast demo seed                          the salon and the clinic
  holdfast demo seed clinic                   only the clinic
  holdfast demo --scale 500 --days 200        500 specialists, a million bookings
  holdfast demo remove                        take all of them out again
"""
EXAMPLES = ("salon", "clinic")
_BAR = 30


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help="put the example businesses in, or take them out",
        description="The examples are a salon, with its people and chairs, and a clinic, with doctors, rooms and "
        "a device in two cities; both with a real week and a quarter of bookings. With --scale it is as many "
        "specialists as you say, each with ten bookings a day.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    _add_scale(parser)
    parser.set_defaults(run=run_seed, names=[], scale=None, days=100, if_fresh=False, json=False)
    verbs = parser.add_subparsers(title="what to do (default: seed)", metavar="seed|remove")
    seed = verbs.add_parser("seed", help="put the examples in, or the named one")
    seed.add_argument(
        "names", nargs="*", type=_name, metavar="|".join(EXAMPLES), help="which (default: all that are not there)"
    )
    seed.add_argument("--if-fresh", action="store_true", help="only into a database never used before")
    seed.add_argument("--json", action="store_true", help="print the log-ins as JSON")
    _add_scale(seed)
    seed.set_defaults(run=run_seed)
    remove = verbs.add_parser("remove", help="take the examples out, with everything booked in them")
    remove.set_defaults(run=run_remove)


def _add_scale(parser: argparse.ArgumentParser) -> None:
    # Not set here where it is not given: what stands before the verb counts too.
    unset = argparse.SUPPRESS
    parser.add_argument(
        "--scale", type=_count, metavar="N", default=unset, help="N specialists instead (1 to 9999)"
    )
    parser.add_argument("--days", type=_count, metavar="M", default=unset, help="their days with bookings (100)")


def run_seed(arguments: argparse.Namespace) -> None:
    if arguments.scale is not None:
        run_scale(arguments.scale, arguments.days)
        return
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            if arguments.if_fresh and not is_fresh():
                return
            from holdfast.actions.demo import seed_demo
            from holdfast.core.refusal import Refusal

            try:
                made = seed_demo(now=datetime.now(UTC), names=arguments.names or EXAMPLES)
            except Refusal as refusal:
                raise CommandFailure(refusal.sentence) from refusal
    told = [
        {"organisation": one.organisation_slug, "email": one.login_email, "password": one.password} for one in made
    ]
    if arguments.json:
        print(json.dumps(told))
        return
    for one in told:
        print(
            f"The {one['organisation']} is in: customers book at /{one['organisation']}; "
            f"log in at /desk as {one['email']} with the password {one['password']}"
        )


def run_scale(specialists: int, days: int) -> None:
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            from holdfast.actions._scale import SLUG, seed_scale, write_chunk
            from holdfast.core.refusal import Refusal

            now, started = datetime.now(UTC), time.monotonic()
            try:
                scale = seed_scale(now=now, specialists=specialists, days=days)
            except Refusal as refusal:
                raise CommandFailure(refusal.sentence) from refusal
            done = 0
            while done < scale.bookings:
                done = write_chunk(now=now, scale=scale, done=done)
                _show_progress(done, scale.bookings, time.monotonic() - started)
    print(f"The demo is in: {scale.bookings} bookings of {specialists} specialists; customers book at /{SLUG}")


def _show_progress(done: int, in_all: int, seconds: float) -> None:
    """A bar that is written over on a terminal, and now and then a new line elsewhere."""
    full = _BAR * done // in_all
    bar = "#" * full + "." * (_BAR - full)
    line = f"[{bar}] {done:,} of {in_all:,} bookings, {done / max(seconds, 0.001):,.0f} a second"
    if sys.stdout.isatty():
        print(line, end="\n" if done == in_all else "\r", flush=True)
    elif done == in_all or done % 100_000 == 0:
        print(line, flush=True)


def run_remove(_: argparse.Namespace) -> None:
    with database_for_command() as urls:
        load_django(as_owner=True)
        demand_answer(urls.application)
        with database_answers(urls.application):
            from django.db import connection

            from holdfast.actions.demo import remove_demo
            from holdfast.core.refusal import Refusal

            with connection.cursor() as cursor:
                # A big one takes longer than any request may.
                cursor.execute("SET statement_timeout = 0")
            try:
                removed = remove_demo(now=datetime.now(UTC))
            except Refusal as refusal:
                raise CommandFailure(refusal.sentence) from refusal
    open_home().demo_note.unlink(missing_ok=True)
    print("The demo is out." if removed else "There is no demo to take out.")


def is_fresh() -> bool:
    """No organisation was ever made in it: the sequence remembers one even after it was taken out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM holdfast_organisation) AND"
            " pg_sequence_last_value(pg_get_serial_sequence('holdfast_organisation', 'id')::regclass) IS NULL"
        )
        return bool(cursor.fetchone()[0])


def _name(text: str) -> str:
    if text not in EXAMPLES:
        raise argparse.ArgumentTypeError(f"there is no example {text!r}, only {' and '.join(EXAMPLES)}")
    return text


def _count(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 9999:
        raise argparse.ArgumentTypeError("it must be a number from 1 to 9999")
    return int(text)
