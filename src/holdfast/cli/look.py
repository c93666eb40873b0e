"""`holdfast look`: a business's words, colour, logo, and photos of its people."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfast.cli.database import database_for_command
from holdfast.cli.django_ready import database_answers, demand_answer, load_django
from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.parsers import Commands, HelpFormatter

_EXAMPLES = """\
examples:
  holdfast look salon --about "Hair, and time for it." --accent '#8a3b5c'
  holdfast look salon --logo logo.png
  holdfast look salon --photo anna=anna.jpg --photo beatriz=beatriz.jpg
  holdfast look salon --no-logo --no-photo anna

Pictures are PNG, JPEG, WebP or GIF, up to 5 MB and 40 million pixels. They are made small: a
logo fits into 480 x 160 pixels, of a photo the middle is shown. What a camera noted in them,
such as the place, is not kept.
"""
# More than this is refused in any case; a mistake in the name must not fill the memory.
_MOST_TO_READ = 10_000_000


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "look",
        help="change a business's words, colour, logo and photos",
        description="Change how the pages of one organisation look. What is not named stays as it is.",
        epilog=_EXAMPLES,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("organisation", help="the organisation, as it stands in its address (e.g. salon)")
    parser.add_argument("--about", metavar="TEXT", help="what its first page says of it, up to 600 characters")
    parser.add_argument("--accent", metavar="'#RRGGBB'", help="its colour; made readable where it is not")
    logo = parser.add_mutually_exclusive_group()
    logo.add_argument("--logo", metavar="FILE", type=Path, help="its logo")
    logo.add_argument("--no-logo", action="store_true", help="take the logo away")
    parser.add_argument(
        "--photo",
        metavar="STAFF=FILE",
        type=_named_file,
        action="append",
        default=[],
        help="a photo of somebody, named as in the address (e.g. anna=anna.jpg); can be repeated",
    )
    parser.add_argument(
        "--no-photo", metavar="STAFF", action="append", default=[], help="take somebody's photo away; the same"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    wishes = (arguments.about, arguments.accent, arguments.logo, arguments.photo, arguments.no_photo)
    if all(wish is None or wish == [] for wish in wishes) and not arguments.no_logo:
        raise CommandFailure(
            "Nothing was said to change: name at least one of --about, --accent, --logo and --photo "
            "(see holdfast look --help).",
            Exit.USAGE,
        )
    logo = None if arguments.logo is None else _content(arguments.logo)
    photos = [(person, path, _content(path)) for person, path in arguments.photo]
    with database_for_command() as urls:
        load_django()
        demand_answer(urls.application)
        with database_answers(urls.application):
            _change(arguments, logo, photos)


def _change(arguments: argparse.Namespace, logo: bytes | None, photos: list[tuple[str, Path, bytes]]) -> None:
    """One thing after the other, each with a line once it is done."""
    from holdfast.actions.images import remove_logo, remove_photo, set_logo, set_photo
    from holdfast.actions.organisations import describe_organisation
    from holdfast.core.actor import SYSTEM
    from holdfast.queries.organisations import get_organisation

    slug = arguments.organisation
    with _told(missing=f"There is no organisation {slug} here"):
        organisation_id = get_organisation(slug).id
    whose: dict[str, Any] = {"now": datetime.now(UTC), "organisation_id": organisation_id, "actor": SYSTEM}
    if arguments.about is not None or arguments.accent is not None:
        with _told():
            describe_organisation(**whose, about=arguments.about, accent=arguments.accent)
        print(f"What {slug} says of itself is changed.")
    if logo is not None:
        with _told(unusable=f"{arguments.logo} cannot be the logo"):
            set_logo(**whose, content=logo)
        print(f"The logo of {slug} is in.")
    if arguments.no_logo:
        with _told(missing=f"{slug} has no logo to take away"):
            remove_logo(**whose)
        print(f"The logo of {slug} is out.")
    for person, path, content in photos:
        with _told(unusable=f"{path} cannot be the photo", missing=f"There is nobody called {person} at {slug}"):
            set_photo(**whose, resource_slug=person, content=content)
        print(f"The photo of {person} is in.")
    for person in arguments.no_photo:
        with _told(missing=f"There is no photo of {person} to take away"):
            remove_photo(**whose, resource_slug=person)
        print(f"The photo of {person} is out.")


@contextmanager
def _told(*, unusable: str = "", missing: str = "") -> Iterator[None]:
    """Turn refusals into sentences that begin like these, or with the option that cannot be used."""
    from holdfast.core.refusal import Invalid, NotFound, Refusal

    try:
        yield
    except Invalid as refusal:
        begin = unusable or f"--{refusal.field} cannot be used"
        raise CommandFailure(f"{begin} ({refusal.reason}).") from refusal
    except NotFound as refusal:
        raise CommandFailure(f"{missing}.") from refusal
    except Refusal as refusal:
        raise CommandFailure(refusal.sentence) from refusal


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_TO_READ)
    except OSError as error:
        raise CommandFailure(f"{path} cannot be read ({error.strerror or error}).") from error


def _named_file(text: str) -> tuple[str, Path]:
    person, separator, path = text.partition("=")
    if not (person and separator and path):
        raise argparse.ArgumentTypeError(f"say whose photo it is, like anna={path or person or 'anna.jpg'}")
    return person, Path(path)
