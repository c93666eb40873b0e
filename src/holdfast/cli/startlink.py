"""`holdfast start-link`: the link by which somebody founds a business here; it opens once."""

import argparse
import os
from datetime import UTC, datetime

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.parsers import Commands, HelpFormatter
from holdfast.cli.port import wanted_port

_EXAMPLES = """\
examples:
  holdfast start-link                  print the link
  PORT=9000 holdfast start-link        for pages that listen on another port

HOLDFAST_BASE_URL, where it is set, begins the link instead of http://localhost.
"""


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "start-link",
        help="print the link that starts a business of your own",
        description="Print the link by which somebody founds a business in this Holdfast and becomes its owner. "
        "It opens once; asked again after it was used, this prints a new one.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument(
        "--path-if-first", action="store_true", help="only the path, and only where no business is there yet"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    only_first = bool(arguments.path_if_first)
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            path = make_path(only_first=only_first)
    if only_first:
        print(path or "")
    else:
        print(f"{address(wanted_port(None))}{path}")


def make_path(*, only_first: bool) -> str | None:
    """The path of the link, or nothing where it is only wanted for the first business and that is there."""
    from django.urls import reverse

    from holdfast.actions.founding import make_start_link
    from holdfast.queries.access import start_token

    made = make_start_link(now=datetime.now(UTC), only_first=only_first)
    return None if made is None else reverse("desk:found", args=[start_token(*made)])


def address(port: int) -> str:
    """Where the pages are, as far as this machine knows."""
    return os.environ.get("HOLDFAST_BASE_URL", "").strip().rstrip("/") or f"http://localhost:{port}"
