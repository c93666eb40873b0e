"""The steps after founding: each a short form, filled in with what is there, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions.locations import change_location
from holdfast.actions.organisations import describe_organisation
from holdfast.actions.resources import change_capacity, change_resource
from holdfast.actions.schedules import set_week
from holdfast.actions.services import change_service
from holdfast.core.opening import Owner
from holdfast.core.refusal import Invalid
from holdfast.core.service import PhaseWish
from holdfast.queries.access import Member
from holdfast.queries.beginning import FirstPlace, get_first_place, get_first_resource, get_first_service
from holdfast.queries.holidays import knows_holidays
from holdfast.web.desk.changing import doing
from holdfast.web.desk.fields import Duration, Price
from holdfast.web.desk.forms import DeskForm, Line, explain
from holdfast.web.desk.weekform import WeekForm
from holdfast.web.desk.whereabouts import country_of
from holdfast.web.desk.zones import Zone


class PlaceForm(DeskForm):
    """Where it is."""

    name = Line(
        label=_("What the place is called"),
        help_text=_("As customers know it; the name of your business will do."),
        longest=120,
    )
    address = Line(label=_("Address"), help_text=_("Street, number, town"), longest=300, required=False)
    phone = Line(label=_("Telephone for customers"), longest=40, required=False)
    zone = Zone(label=_("Time zone"), help_text=_("All your times are by the clock of this place."))
    holidays = forms.BooleanField(label=_("Closed on public holidays"), required=False)


class ServiceForm(DeskForm):
    """What is booked first."""

    name = Line(label=_("What is it called?"), longest=120)
    length = Duration(label=_("How long does it take?"), least=timedelta(minutes=1), most=timedelta(days=7))

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["price"] = Price(currency=currency, label=_("What does it cost?"))

    def refuse(self, refusal: Invalid) -> None:
        """What is wrong with a step of the service is its length, the only thing of steps that is asked here."""
        if refusal.field.startswith("phases["):
            self.add_error("length", explain(refusal))
        else:
            super().refuse(refusal)


class ResourceForm(DeskForm):
    """With whom, or what."""

    name = Line(label=_("Name"), help_text=_("Customers see it."), longest=120)
    about = Line(
        label=_("In a few words"),
        help_text=_("What customers should know, like “Colour and curls”."),
        longest=300,
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind != "person":
            self.fields["capacity"] = forms.IntegerField(
                label=_("How many of them are there?"), min_value=1, max_value=10_000
            )


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, the question it asks, its form, and what makes it so."""

    label: str | Promise
    title: str | Promise
    text: str | Promise
    form: Callable[[Member, QueryDict | None], DeskForm]
    save: Callable[[Member, Any], None]


def _first_place(member: Member) -> FirstPlace:
    return get_first_place(organisation_id=member.organisation.id, now=timezone.now())


def _watching(form: DeskForm, state: object) -> DeskForm:
    form.watch(state)
    return form


def _place_form(member: Member, posted: QueryDict | None) -> DeskForm:
    place = _first_place(member)
    held = {
        "name": place.name,
        "address": place.address,
        "phone": member.organisation.phone,
        "zone": place.zone,
        "holidays": bool(place.holiday_country),
    }
    return _watching(PlaceForm(posted, initial=held), held)


def _save_place(member: Member, form: PlaceForm) -> None:
    typed, place = form.cleaned_data, _first_place(member)
    moved = typed["zone"] != place.zone
    country = (not moved and place.holiday_country) or country_of(typed["zone"])
    closed = typed["holidays"] and knows_holidays(country)
    describe_organisation(**doing(member), phone=typed["phone"])
    change_location(
        **doing(member),
        location_slug=place.slug,
        name=typed["name"],
        zone=typed["zone"],
        address=typed["address"],
        holiday_country=country if closed else "",
        holiday_region=place.holiday_region if closed and not moved else "",
        both_showings=place.both_showings,
    )


def _hours_form(member: Member, posted: QueryDict | None) -> DeskForm:
    place = _first_place(member)
    return _watching(WeekForm(posted, week=place.week), (place.week_id, place.week))


def _save_hours(member: Member, form: WeekForm) -> None:
    place = _first_place(member)
    set_week(
        **doing(member),
        owner=Owner("location", place.slug),
        week_id=place.week_id,
        valid_from=place.valid_from,
        valid_until=place.valid_until,
        shifts=form.shifts,
    )


def _service_form(member: Member, posted: QueryDict | None) -> DeskForm:
    wish = get_first_service(organisation_id=member.organisation.id).wish
    held = {"name": wish.name, "length": wish.phases[0].duration, "price": wish.price_minor}
    return _watching(ServiceForm(posted, initial=held, currency=member.organisation.currency), wish)


def _save_service(member: Member, form: ServiceForm) -> None:
    typed, first = form.cleaned_data, get_first_service(organisation_id=member.organisation.id)
    usual, *others = first.wish.phases
    phases = (_lasting(usual, typed["length"]), *others)
    wish = replace(first.wish, name=typed["name"], phases=phases, price_minor=typed["price"])
    change_service(**doing(member), service_slug=first.slug, wish=wish)


def _lasting(phase: PhaseWish, length: timedelta) -> PhaseWish:
    """The phase at another length, which customers may go on choosing where it is one of theirs."""
    choice = phase.choice
    if choice is not None and not (
        choice.shortest <= length <= choice.longest and (length - choice.shortest) % choice.step == timedelta()
    ):
        choice = None
    return PhaseWish(phase.name, length, choice)


def _resource_form(member: Member, posted: QueryDict | None) -> DeskForm:
    row = get_first_resource(organisation_id=member.organisation.id)
    held = {"name": row.name, "about": row.about, "capacity": row.capacity}
    return _watching(ResourceForm(posted, initial=held, kind=row.kind), held)


def _save_resource(member: Member, form: ResourceForm) -> None:
    typed, row = form.cleaned_data, get_first_resource(organisation_id=member.organisation.id)
    change_resource(
        **doing(member),
        resource_slug=row.slug,
        name=typed["name"],
        kind=row.kind,
        about=typed["about"],
        buffer_before=row.buffer_before,
        buffer_after=row.buffer_after,
    )
    if typed.get("capacity", row.capacity) != row.capacity:
        change_capacity(**doing(member), resource_slug=row.slug, capacity=typed["capacity"])


STEPS: dict[str, Step] = {
    "place": Step(
        _("Where"),
        _("Where do people come to?"),
        _("Filled in as far as we could guess. The address stands on your page and in every calendar entry."),
        _place_form,
        _save_place,
    ),
    "hours": Step(
        _("Hours"),
        _("When are you open?"),
        _("Customers can book in these hours. Holidays and exceptions come later, in the desk."),
        _hours_form,
        _save_hours,
    ),
    "service": Step(
        _("Service"),
        _("What can people book?"),
        _("Begin with one. You add the others in the desk, with breaks, rules and whatever they need."),
        _service_form,
        _save_service,
    ),
    "person": Step(
        _("With whom"),
        _("With whom, or what?"),
        _("Who or what is then taken. You add colleagues, rooms and things in the desk."),
        _resource_form,
        _save_resource,
    ),
}
