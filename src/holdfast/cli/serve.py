"""`holdfast serve`: everything in one foreground process."""

import argparse
import os
import signal

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.home import open_home
from holdfast.cli.interruption import Interruption
from holdfast.cli.lifetime import die_with_parent
from holdfast.cli.maintenance import status
from holdfast.cli.parsers import Commands, HelpFormatter
from holdfast.cli.port import demand_free_port, reserve_port, wanted_port
from holdfast.cli.supervisor import Plan, Supervisor

_EXAMPLES = """\
examples:
  holdfast serve                        http://localhost:8000, with the demo on the first start
  PORT=9000 holdfast serve --empty      another port, no demo
  holdfast serve --host 0.0.0.0         for other machines too
  DATABASE_URL=postgresql://me@db/holdfast holdfast serve
"""


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "serve",
        help="start everything: database, pages, background jobs",
        description="Start the database, bring it up to date, and serve pages and background jobs until "
        "Ctrl-C. The first start puts the demo in.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("--port", type=int, help="where to listen (default: PORT, else 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--workers", type=_positive, default=2, help="web processes (default 2)")
    parser.add_argument(
        *("--empty", "--no-demo"), dest="empty", action="store_true", help="do not put the demo in"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if os.environ.get("HOLDFAST_FOLLOW_PARENT") == "1":
        # `make run` asks for this: when make is killed outright, we stop too.
        die_with_parent(signal.SIGTERM)
    interruption = Interruption()
    home = open_home()
    try:
        with home.lock():
            port = wanted_port(arguments.port)
            claim = reserve_port(port)
            try:
                demand_free_port(arguments.host, port)
                if closed := status(home):
                    print(closed, flush=True)
                plan = Plan(arguments.host, port, arguments.workers, demo=not arguments.empty)
                Supervisor(home, plan, interruption).run()
            finally:
                if claim is not None:
                    claim.close()
    except CommandFailure:
        # What fails because we are stopping is no failure.
        if not interruption.asked():
            raise
    interruption.forget()
    print("Stopped.", flush=True)
    return Exit.FINE


def _positive(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 64:
        raise argparse.ArgumentTypeError("it must be a number from 1 to 64")
    return int(text)
