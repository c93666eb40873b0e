"""The `holdfast` command: one sub-command a file; a foreseen failure is one sentence on stderr."""

import argparse
import importlib.metadata
import sys
from collections.abc import Callable, Sequence

from holdfast.cli import (
    createuser,
    demo,
    doctor,
    look,
    maintenance,
    migrate,
    password,
    serve,
    startlink,
    static,
    url,
    worker,
)
from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.parsers import HelpFormatter

_COMMANDS = (
    serve,
    startlink,
    doctor,
    migrate,
    createuser,
    password,
    look,
    demo,
    worker,
    maintenance,
    static,
    url,
)
_EXAMPLES = """\
examples:
  holdfast serve                       start everything on http://localhost:8000
  PORT=9000 holdfast serve --empty     on another port, without the demo
  holdfast start-link                  print the link that starts a business of your own
  holdfast createuser me@example.com salon --role owner
  holdfast look salon --logo logo.png  give a business its logo
  holdfast demo remove                 take the demo away again
  holdfast doctor                      find out what is wrong with a set-up

environment:
  HOLDFAST_HOME           where the state lives (default ./var)
  PORT                    where to listen (default 8000)
  DATABASE_URL            your own PostgreSQL 15 or newer instead of the bundled one
  DATABASE_OWNER_URL      the same database as the owner of its tables, for migrations
  HOLDFAST_POSTGRES_BIN   a folder with PostgreSQL's programs to use instead of the bundled ones
  HOLDFAST_LOG_LEVEL      WARNING by default; INFO tells more
"""


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="holdfast",
        description="A booking system in which the database itself refuses a double booking.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"holdfast {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    chosen = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int | None] = chosen.run
    try:
        code = run(chosen) or Exit.FINE
    except CommandFailure as failure:
        sys.stdout.flush()
        if failure.sentence:
            print(f"holdfast: {failure.sentence}", file=sys.stderr)
        code = failure.code
    except KeyboardInterrupt:
        code = 128 + 2
    sys.exit(int(code))


def _version() -> str:
    return importlib.metadata.version("holdfast")
