"""`holdfast url`: the address of the database, for psql and backups."""

import argparse

from holdfast.cli.database import own_database, running_database
from holdfast.cli.failure import CommandFailure
from holdfast.cli.home import open_home
from holdfast.cli.parsers import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "url",
        help="print the address of the running database",
        description='Print the address of the running database as its owner: psql "$(holdfast url)"',
    )
    parser.add_argument("--application", action="store_true", help="as the application's role instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    urls = own_database() or running_database(open_home())
    if urls is None:
        raise CommandFailure("No database is running on this HOLDFAST_HOME: start one with holdfast serve.")
    print(urls.application if arguments.application else urls.owner)
