"""`holdfast password`: another password for a log-in, by whoever runs the machine."""

import argparse
from datetime import UTC, datetime

from holdfast.cli.createuser import read_password, refuse_weak
from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.failure import CommandFailure
from holdfast.cli.parsers import Commands, HelpFormatter

_EXAMPLES = """\
examples:
  holdfast password anna@example.com
  echo "$PASSWORD" | holdfast password anna@example.com --password-stdin
  holdfast password anna@example.com --without-second-step     the phone is lost, too
"""


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "password",
        help="give a log-in another password",
        description="Give a log-in another password; asks for it. All its sessions end.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("email", help="the address of the log-in")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument(
        "--without-second-step", action="store_true", help="also forget codes of an app, spare codes and passkeys"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    password = read_password(from_input=arguments.password_stdin)
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        refuse_weak(password, arguments.email)
        with database_answers(urls.application):
            from holdfast.actions.passwords import replace_password
            from holdfast.core.refusal import NotFound

            try:
                replace_password(now=datetime.now(UTC), email=arguments.email, password=password)
            except NotFound as refusal:
                raise CommandFailure(f"There is no log-in with the address {arguments.email}.") from refusal
            if arguments.without_second_step:
                _forget_second_step(arguments.email)
    print(f"{arguments.email} has the new password, and is logged in nowhere.")


def _forget_second_step(email: str) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user__email__iexact=email).delete()
