"""What a refusal says to a person, and with which status: the one table for pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from holdfast.actions._people import NotYourself, OwnersOnly
from holdfast.actions.bookings import IllegalChange, LimitReached, TooEarly, TooLate
from holdfast.actions.holds import (
    AlreadyConfirmed,
    Busy,
    HoldLapsed,
    KeyReused,
    NoMoreExtensions,
    NotOffered,
    SlotTaken,
    TooManyHolds,
)
from holdfast.actions.invitations import InvitationEnded
from holdfast.actions.notes import NotesChanged
from holdfast.actions.passwords import WorksElsewhere
from holdfast.actions.skills import SkillInUse
from holdfast.actions.staff import LastOwner
from holdfast.actions.throttle import TooManyRequests
from holdfast.core.allocation import TooComplex
from holdfast.core.refusal import Invalid, NotFound, Refusal
from holdfast.queries.access import StartUsed
from holdfast.queries.organisations import OrganisationView, get_organisation
from holdfast.web.forms import ForeignForm, FormExpired
from holdfast.web.links import link
from holdfast.web.rendering import page


@dataclass(frozen=True, slots=True)
class Words:
    """A refusal as a page: what happened, and what to do next."""

    status: int
    title: str | Promise
    text: str | Promise


_WORDS: dict[type[Refusal], Words] = {
    NotFound: Words(
        404,
        _("There is nothing here"),
        _("The address may be incomplete or old. Check that you copied all of it, or start again."),
    ),
    Invalid: Words(
        400,
        _("This address does not lead anywhere"),
        _("Something in it cannot be understood. Start again and choose from what is offered."),
    ),
    SlotTaken: Words(409, _("This time was just booked"), _("Go back and choose another one.")),
    NotOffered: Words(409, _("This time is not offered"), _("Go back and choose one of the free times.")),
    HoldLapsed: Words(
        410,
        _("Your time was not held any longer"),
        _("Nothing was booked. Choose a time again; it takes a moment."),
    ),
    AlreadyConfirmed: Words(409, _("This is booked already"), _("There is nothing more to do.")),
    NoMoreExtensions: Words(
        409,
        _("We cannot hold this time any longer"),
        _("Please confirm now, or let the time go so that somebody else can have it."),
    ),
    TooManyHolds: Words(
        429,
        _("Too many times are being held at once"),
        _("Confirm or let go of one that you hold, or try again in a minute."),
    ),
    LimitReached: Words(
        409,
        _("You have as many bookings then as one person may have"),
        _("Nothing was booked. Cancel or move one of yours, or choose another day."),
    ),
    TooManyRequests: Words(
        429,
        _("That was a lot at once"),
        _("Nothing was lost and nothing was booked. Wait a minute, then try again."),
    ),
    Busy: Words(
        429,
        _("Many people are booking right now"),
        _("Nothing was lost and nothing was booked. Try again in a second."),
    ),
    TooComplex: Words(
        409,
        _("This cannot be booked in one go"),
        _("Nothing was booked. Please book it in smaller parts, one after the other."),
    ),
    IllegalChange: Words(
        409,
        _("This has changed in the meantime"),
        _("The booking is not in the state it was in. Look at it again, then decide."),
    ),
    NotesChanged: Words(
        409,
        _("Somebody else wrote other notes meanwhile"),
        _("Nothing was overwritten. Read what they wrote, then decide."),
    ),
    TooEarly: Words(
        409,
        _("This booking has not begun yet"),
        _("Nothing was changed. You can say this once its time has come."),
    ),
    TooLate: Words(
        409,
        _("It is too close to the start to change this online"),
        _("Nothing was changed. Please call; a person can still help you."),
    ),
    KeyReused: Words(
        409,
        _("This form was sent already"),
        _("What you sent first counts. Start again to send something different."),
    ),
    InvitationEnded: Words(
        410,
        _("This invitation is over"),
        _("It was used, taken back, or is older than two weeks. Ask whoever invited you for another one."),
    ),
    OwnersOnly: Words(
        403,
        _("Only an owner can do this"),
        _("Nothing was changed. Ask an owner of the business."),
    ),
    NotYourself: Words(
        409,
        _("This is about yourself"),
        _("Nothing was changed. Ask another manager or owner to do it."),
    ),
    LastOwner: Words(
        409,
        _("A business needs an owner"),
        _("Nothing was changed. Make somebody else an owner first."),
    ),
    WorksElsewhere: Words(
        409,
        _("This person also works elsewhere"),
        _("A new password would open another business too. Ask whoever runs this Holdfast."),
    ),
    SkillInUse: Words(
        409,
        _("Services ask for this skill"),
        _("Nothing was changed. Let them ask for something else first, then remove it."),
    ),
    FormExpired: Words(
        403,
        _("This page was open for too long"),
        _("Nothing was changed. Go back, reload the page and try again."),
    ),
    StartUsed: Words(
        410,
        _("This link has been used"),
        _("It opens once. Log in at the desk; whoever runs this Holdfast can make a new one."),
    ),
    ForeignForm: Words(
        403,
        _("This came from another site"),
        _("To keep you safe we did nothing. Start again from our own page."),
    ),
}
_OTHER = Words(409, _("This is not possible right now"), _("Nothing was changed. Go back and try again."))


def words_for(refusal: Refusal) -> Words:
    """The words of a refusal, or of the nearest class above it."""
    return next((_WORDS[kind] for kind in type(refusal).__mro__ if kind in _WORDS), _OTHER)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says a refusal which no view has a page of its own for."""
    words = words_for(refusal)
    status = 422 if isinstance(refusal, Invalid) and request.method == "POST" else words.status
    response = error_page(request, status, words.title, words.text)
    return with_retry(response, refusal)


def with_retry(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The response, saying after how many seconds another try makes sense, where the refusal knows."""
    seconds = getattr(refusal, "retry_after", None)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def database_page(request: HttpRequest) -> HttpResponse:
    """The database does not answer: a page that needs nothing of it."""
    context = {
        "title": _("We cannot answer right now"),
        "text": _(
            "Wait a moment, then try again. If you sent a form, send it again: nothing is booked twice by that."
        ),
        "status": 503,
        "again": address_again(request),
    }
    response = page(request, "error.html", context, status=503)
    response.headers["Retry-After"] = "5"
    return response


def error_page(request: HttpRequest, status: int, title: str | Promise, text: str | Promise) -> HttpResponse:
    """A page with bad news, in the look of the business where the address names one."""
    again = address_again(request) if status == 429 else None
    back = _desk_home(request) or ("" if status == 404 else way_back(request))
    context = {"title": title, "text": text, "status": status, "again": again, "way_back": back}
    return page(request, "error.html", context, organisation=_organisation(request), status=status)


def _desk_home(request: HttpRequest) -> str:
    match = request.resolver_match
    return reverse("desk:home") if match is not None and match.app_names[:1] == ["desk"] else ""


def way_back(request: HttpRequest) -> str:
    """The page of the hold or the booking that a secret address belongs to, or the desk; nothing elsewhere."""
    match = request.resolver_match
    if match is not None and match.app_names[:1] == ["desk"] and "organisation" in match.kwargs:
        desk = reverse("desk:agenda", args=[match.kwargs["organisation"]])
        return "" if desk == request.path else desk
    token = None if match is None else match.kwargs.get("token")
    if match is None or token is None or match.app_names[:1] != ["public"]:
        return ""
    name = str(match.url_name).partition("_")[0]
    back = link(request, f"public:{name}", token)
    return "" if back.partition("?")[0] == request.path else back


def address_again(request: HttpRequest) -> str | None:
    """The address to try again; none for a form, which only the browser can send again."""
    if request.method not in {"GET", "HEAD"}:
        return None
    # A path that began with two slashes would lead to another host.
    return escape_leading_slashes(request.get_full_path())


def _organisation(request: HttpRequest) -> OrganisationView | None:
    match = request.resolver_match
    slug = None if match is None else match.kwargs.get("organisation")
    if match is None or slug is None or match.app_names[:1] != ["public"]:
        return None
    try:
        return get_organisation(slug)
    except NotFound:
        return None
