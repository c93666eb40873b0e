"""`holdfast worker`: the process that ends what has run out and tidies up."""

import argparse
import asyncio
import contextlib
import os
import signal

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.parsers import Commands

# A job cut off here is tried again by the next worker.
_PATIENCE = 2.0


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "worker",
        help="run the background jobs alone (serve does it for you)",
        description="Run the background jobs in the foreground until stopped.",
    )
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at a time (default 2)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            asyncio.run(_work(arguments.concurrency))


async def _work(concurrency: int) -> None:
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    # Django's connection cannot LISTEN; and the usual pool would open more than a small server needs.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 2)
    with app.replace_connector(connector) as ready:
        async with ready.open_async():
            work = asyncio.create_task(
                ready.run_worker_async(
                    name="holdfast",
                    concurrency=concurrency,
                    shutdown_graceful_timeout=_PATIENCE,
                    install_signal_handlers=False,
                )
            )
            _stop_on_signals(work)
            with contextlib.suppress(asyncio.CancelledError):
                await work


def _stop_on_signals(work: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        work.cancel()
        # When the database has gone before us, signing off would wait for it much too long.
        loop.call_later(_PATIENCE + 1, os._exit, 1)

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop)
