"""Starts the parts in order, keeps them running, stops them in the opposite order."""

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from holdfast.cli.children import FAILURES_ALLOWED, Child, Failures
from holdfast.cli.commands import (
    child_environment,
    migrate_command,
    seed_command,
    start_link_command,
    web_command,
    worker_command,
)
from holdfast.cli.database import Urls, bundled_server, own_database, urls_of
from holdfast.cli.failure import CommandFailure, Exit, writing
from holdfast.cli.home import Home
from holdfast.cli.interruption import Interruption
from holdfast.cli.postgres.server import Server
from holdfast.cli.static import collect
from holdfast.cli.welcome import Demo, read_demos, welcome


class Stopped(Exception):  # noqa: N818 -- we were asked to, it is no error
    """Ends whatever was being waited for."""


@dataclass(frozen=True)
class Plan:
    """What was asked for on the command line."""

    host: str
    port: int
    workers: int
    demo: bool


@dataclass
class Supervisor:
    """One run of Holdfast. The lock on the home is held by the caller."""

    home: Home
    plan: Plan
    interruption: Interruption
    server: Server | None = None
    server_failures: Failures = field(default_factory=Failures)
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Until asked to stop; raises when a part cannot be kept running."""
        try:
            urls = self._open_database()
            environment = child_environment(urls, self.home, collect(self.home.static))
            self._step("migrate", migrate_command(), environment)
            demos = self._demos(environment)
            self._start(environment)
            self._watch(lambda: self._greeting(demos, environment))
        except Stopped:
            pass
        finally:
            self._stop()

    def _open_database(self) -> Urls:
        urls = own_database()
        if urls is None:
            self.server = bundled_server(self.home, _say)
            self.server.start(self.interruption.asked)
            urls = urls_of(self.server.socket)
        return urls

    def _step(self, name: str, command: list[str], environment: dict[str, str]) -> str:
        """Run one command to its end; it says itself what went wrong."""
        child = Child(name, command, environment)
        process = child.start(output=subprocess.PIPE)
        while process.poll() is None and not self.interruption.asked():
            self.interruption.wait(0.5)
        if self.interruption.asked():
            child.stop(2.0)
            raise Stopped
        said = process.communicate()[0].decode()
        if process.returncode:
            raise CommandFailure("", _exit_code(process.returncode))
        return said

    def _demos(self, environment: dict[str, str]) -> list[Demo]:
        """Seed into a database never used before; on later starts only recall the log-ins."""
        # The path of the bundled one's socket may change from start to start.
        database = "bundled" if self.server else environment["DATABASE_URL"].rpartition("@")[2]
        if self.plan.demo:
            said = self._step("demo", seed_command(), environment).strip()
            if said:
                with writing(self.home.demo_note):
                    self.home.demo_note.write_text(json.dumps({"database": database, "demos": json.loads(said)}))
        return read_demos(self.home, database)

    def _start(self, environment: dict[str, str]) -> None:
        web = web_command(self.plan.host, self.plan.port, self.plan.workers)
        self.children = [
            Child("the web server", web, environment),
            Child("the job worker", worker_command(), environment),
        ]

    def _greeting(self, demos: list[Demo], environment: dict[str, str]) -> str:
        """Asked for when the pages answer already, so that nobody waits for the link in it."""
        start_path = self._step("start-link", start_link_command(), environment).strip()
        place = self.server.place.folder if self.server else None
        return welcome(self.plan.port, self.home.path, place, demos, start_path)

    def _watch(self, greeting: Callable[[], str]) -> None:
        greeted = False
        while not self.interruption.asked():
            self._tend_database()
            pause = 1.0 if greeted else 0.05
            for child in self.children:
                pause = min(pause, self._tend(child))
            if not greeted and self._answers():
                print(greeting(), flush=True)
                greeted = True
            self.interruption.wait(pause)

    def _tend(self, child: Child) -> float:
        """Restart it when it has ended and its pause is over; how long to wait until the next look."""
        if child.has_ended():
            if child.failures.too_many:
                raise _given_up(child.name)
            _say(f"{child.name.capitalize()} ended unexpectedly and is started again.")
        if child.process is None:
            remaining = child.next_start - time.monotonic()
            if remaining > 0:
                return remaining
            child.start()
        return 1.0

    def _tend_database(self) -> None:
        if self.server is None or self.server.process.poll() is None:
            return
        self.server_failures.add(time.monotonic())
        if self.server_failures.too_many:
            raise _given_up("the database")
        _say("The database ended unexpectedly and is started again.")
        self.interruption.wait(self.server_failures.pause)
        self.server.start(self.interruption.asked)

    def _answers(self) -> bool:
        """A worker answers; the port alone is open before any of them is loaded."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.plan.host, self.plan.host)  # noqa: S104
        with (
            contextlib.suppress(OSError),
            socket.create_connection((host, self.plan.port), timeout=1) as connection,
        ):
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return bool(connection.recv(1))
        return False

    def _stop(self) -> None:
        """First what takes requests, then what works through jobs, the database last."""
        for child in self.children:
            child.stop(2.0)
        if self.server is not None:
            self.server.stop()


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _exit_code(returncode: int) -> Exit:
    return Exit(returncode) if returncode in Exit._value2member_map_ else Exit.FAILED


def _given_up(name: str) -> CommandFailure:
    return CommandFailure(
        f"{name.capitalize()} ended {FAILURES_ALLOWED} times within a minute, so everything was stopped: "
        "what it said last is above, or in postgres.log."
    )
