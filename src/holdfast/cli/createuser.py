"""`holdfast createuser`: a log-in for the desk."""

import argparse
import getpass
import sys
from datetime import UTC, datetime

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.failure import CommandFailure
from holdfast.cli.parsers import Commands, HelpFormatter

_EXAMPLES = """\
examples:
  holdfast createuser anna@example.com salon --role owner --name "Anna Berg"
  echo "$PASSWORD" | holdfast createuser anna@example.com salon --password-stdin
"""


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "createuser",
        help="make a log-in for the desk",
        description="Make a log-in for the desk of one organisation; asks for the password.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("email", help="the address to log in with")
    parser.add_argument("organisation", help="the organisation, as it stands in its address (e.g. salon)")
    parser.add_argument(
        "--role", default="front_desk", help="owner, manager, front_desk (the default) or specialist"
    )
    parser.add_argument("--name", default="", help="how the person is called (default: from the address)")
    parser.add_argument(
        "--person", metavar="SLUG", help="the resource that is this person; a specialist sees its bookings"
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    name = arguments.name or arguments.email.partition("@")[0]
    password = read_password(from_input=arguments.password_stdin)
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        refuse_weak(password, arguments.email)
        with database_answers(urls.application):
            from holdfast.actions.staff import create_user
            from holdfast.core.refusal import Refusal

            try:
                create_user(
                    now=datetime.now(UTC),
                    organisation_slug=arguments.organisation,
                    email=arguments.email,
                    name=name,
                    password=password,
                    role=arguments.role,
                    resource_slug=arguments.person,
                )
            except Refusal as refusal:
                raise CommandFailure(_said(refusal.sentence, refusal.details)) from refusal
    print(f"{arguments.email} can log in at /desk.")


def read_password(*, from_input: bool) -> str:
    """The password from standard input, or asked for twice."""
    return sys.stdin.readline().rstrip("\r\n") if from_input else _asked_twice()


def _asked_twice() -> str:
    try:
        password = getpass.getpass("Password: ")
        again = getpass.getpass("Password again: ")
    except EOFError:
        raise CommandFailure("No password was given: use --password-stdin where nobody can type.") from None
    if password != again:
        raise CommandFailure("The two passwords are not the same: nothing was made.")
    return password


def refuse_weak(password: str, email: str) -> None:
    """Ends the command where Django's validators refuse the password."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, get_user_model()(email=email))
    except ValidationError as error:
        raise CommandFailure(" ".join(error.messages)) from error


def _said(sentence: str, details: dict[str, object]) -> str:
    told = ", ".join(f"{name}: {value}" for name, value in details.items())
    return f"{sentence} ({told})" if told else sentence
