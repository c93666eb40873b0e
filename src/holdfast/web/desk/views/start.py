"""The first ten minutes after a business was founded: what we filled in, looked through step by step."""

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.resources import CapacityInUse, WouldHurt
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right
from holdfast.queries.availability import next_slots
from holdfast.queries.catalogue import list_services
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import OrganisationView
from holdfast.web.access import staff
from holdfast.web.desk.beginning import STEPS, Step
from holdfast.web.desk.forms import DeskForm
from holdfast.web.links import absolute
from holdfast.web.rendering import page

_LABELS: dict[str, str | Promise] = {**{name: step.label for name, step in STEPS.items()}, "ready": _("Ready")}


@staff(Right.CHANGE_OFFER, "GET")
def start(request: HttpRequest, member: Member) -> HttpResponse:
    """The first step."""
    return redirect("desk:start_step", member.organisation.slug, next(iter(_LABELS)))


@staff(Right.CHANGE_OFFER, "GET", "POST")
def step(request: HttpRequest, member: Member, step: str) -> HttpResponse:
    """One step: what is there, and by POST what it is to be."""
    if step == "ready":
        return _ready(request, member)
    if step not in STEPS:
        raise Http404
    here = STEPS[step]
    form = here.form(member, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _saved(here, form, member):
        return redirect("desk:start_step", member.organisation.slug, _after(step))
    context = {
        "member": member,
        "step": here,
        "form": form,
        "steps": way(member.organisation, step),
        "after": reverse("desk:start_step", args=[member.organisation.slug, _after(step)]),
        "is_week": step == "hours",
    }
    status = 422 if form.is_bound else 200
    return page(request, "desk/start/step.html", context, organisation=member.organisation, status=status)


def _saved(here: Step, form: DeskForm, member: Member) -> bool:
    try:
        here.save(member, form)
    except Invalid as refusal:
        form.refuse(refusal)
    except WouldHurt:
        form.add_error(
            None, gettext("Bookings are in the way of this change. Make it in the desk, which names them.")
        )
    except CapacityInUse:
        form.add_error("capacity", gettext("More of them are booked already than would be left."))
    return not form.errors


def _after(step: str) -> str:
    names = list(_LABELS)
    return names[names.index(step) + 1]


@staff(Right.SEE_AGENDA, "GET")
def poster(request: HttpRequest, member: Member) -> HttpResponse:
    """The address of the business's page as a sheet to hang up."""
    return page(request, "desk/start/poster.html", _public_page(request, member), organisation=member.organisation)


def _ready(request: HttpRequest, member: Member) -> HttpResponse:
    context = {
        "steps": way(member.organisation, "ready"),
        "is_free": _is_free(member),
        **_public_page(request, member),
    }
    return page(request, "desk/start/ready.html", context, organisation=member.organisation)


def _is_free(member: Member) -> bool:
    """Whether anybody could book anything: a service may take longer than the place is open."""
    now = timezone.now()
    return any(
        next_slots(organisation_id=member.organisation.id, wish=Wish(one.slug), after=now, now=now)
        for one in list_services(organisation_id=member.organisation.id)
    )


def _public_page(request: HttpRequest, member: Member) -> dict[str, object]:
    address = absolute(request, reverse("public:business", args=[member.organisation.slug]))
    return {"member": member, "address": address, "qr": qr_code(address), "now": timezone.now()}


def way(organisation: OrganisationView, here: str) -> list[tuple[str | Promise, str, str]]:
    """Each step with its address, and whether it is done, now, or still to come."""
    names = list(_LABELS)
    place = names.index(here)
    return [
        (
            _LABELS[name],
            reverse("desk:start_step", args=[organisation.slug, name]),
            "is-done" if number < place else "is-now" if number == place else "",
        )
        for number, name in enumerate(names)
    ]


def qr_code(text: str) -> SafeString:
    """A text as a QR code (ISO/IEC 18004) that survives a coffee stain: an inline SVG, black on nothing."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 - drawn
