"""`holdfast demo`: the example salon, put in and taken out."""

import argparse
import json
from datetime import UTC, datetime

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.failure import CommandFailure
from holdfast.cli.home import open_home
from holdfast.cli.parsers import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help="put the example salon in, or take it out",
        description="The example is a salon with its people, chairs, a real week and a quarter of bookings.",
    )
    verbs = parser.add_subparsers(title="what to do", metavar="seed|remove", required=True)
    seed = verbs.add_parser("seed", help="put the example in")
    seed.add_argument("--if-fresh", action="store_true", help="only into a database never used before")
    seed.add_argument("--json", action="store_true", help="print the log-in as JSON")
    seed.set_defaults(run=run_seed)
    remove = verbs.add_parser("remove", help="take the example out, with everything booked in it")
    remove.set_defaults(run=run_remove)


def run_seed(arguments: argparse.Namespace) -> None:
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            if arguments.if_fresh and not is_fresh():
                return
            from holdfast.actions.demo import seed_demo
            from holdfast.core.refusal import Refusal

            try:
                made = seed_demo(now=datetime.now(UTC))
            except Refusal as refusal:
                raise CommandFailure(refusal.sentence) from refusal
    told = {"organisation": made.organisation_slug, "email": made.login_email, "password": made.password}
    if arguments.json:
        print(json.dumps(told))
    else:
        print(
            f"The demo is in: customers book at /{told['organisation']}; "
            f"log in at /desk as {told['email']} with the password {told['password']}"
        )


def run_remove(_: argparse.Namespace) -> None:
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            from holdfast.actions.demo import remove_demo
            from holdfast.core.refusal import Refusal

            try:
                remove_demo(now=datetime.now(UTC))
            except Refusal as refusal:
                raise CommandFailure(refusal.sentence) from refusal
    open_home().demo_note.unlink(missing_ok=True)
    print("The demo is out.")


def is_fresh() -> bool:
    """No organisation was ever made in it: the sequence remembers one even after it was taken out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM holdfast_organisation) AND"
            " pg_sequence_last_value(pg_get_serial_sequence('holdfast_organisation', 'id')::regclass) IS NULL"
        )
        return bool(cursor.fetchone()[0])
