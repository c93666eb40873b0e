"""Why a time is not free: the verdict, what would do instead, and the picture of the day."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.allocation import TooComplex
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right
from holdfast.queries.why_staff import StaffWhyView, explain_to_staff
from holdfast.web.access import staff
from holdfast.web.desk.forms import DeskForm
from holdfast.web.desk.telephone import Call, read_call, wish_url
from holdfast.web.desk.whypicture import draw
from holdfast.web.parameters import read_date, read_start
from holdfast.web.rendering import page
from holdfast.web.words import length

_ASKED = frozenset({"date", "time"})
# Never answered about something else: neither by the first service, nor for anybody.
_MISREAD = {
    "service": _("There is no such service"),
    "location": _("This is not given there, or not with who is chosen"),
    "staff": _("This is nobody who can be chosen for this service"),
}


class WhyForm(DeskForm):
    """What is asked about; of a single place, person or length there is nothing to choose."""

    service = forms.ChoiceField(label=_("Service"))
    location = forms.ChoiceField(label=_("Where"))
    duration = forms.ChoiceField(label=_("How long"))
    date = forms.CharField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    time = forms.CharField(label=_("Time"), widget=forms.TimeInput({"type": "time"}))

    def __init__(self, call: Call, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.call = call
        self.starts_at: datetime | None = None
        choices: dict[str, list[tuple[str, str | Promise]]] = {
            "service": [(one.slug, one.name) for one in call.services],
            "location": [(one.slug, one.name) for one in call.service.locations],
            "duration": [(str(one // 60), length(one)) for one in call.lengths],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - named above
            field.choices = offered
        for name in ("location", "duration"):
            if len(choices[name]) < 2:
                del self.fields[name]
        for one in call.fields:
            label = one.choice.name or _("With")
            self.fields[one.name] = forms.ChoiceField(label=label, choices=one.options, required=False)
        self.order_fields(["service", "location", *(one.name for one in call.fields)])

    def clean(self) -> dict[str, Any]:
        """The moment, in the clock of the place, of what is a choice here."""
        said = super().clean()
        for name in self.call.misread:
            self.add_error(name if name in self.fields else None, str(_MISREAD[name]))
        if said.get("date") and said.get("time"):
            try:
                self.starts_at = read_start(read_date(said["date"]), said["time"], self.call.zone)
            except Invalid as refusal:
                self.add_error(refusal.field, _wrong(refusal))
        return said


def _wrong(refusal: Invalid) -> str:
    if refusal.reason == "does not exist on this day":
        return gettext("Clocks skip this time on that day")
    return gettext("This is no day") if refusal.field == "date" else gettext("This is no time")


@staff(Right.SEE_AGENDA, "GET")
def why(request: HttpRequest, member: Member) -> HttpResponse:
    """Whether the service in the address can start at its moment, and all that speaks against it."""
    now, typed = timezone.now(), request.GET.dict()
    call = read_call(member, typed, now)
    if call is None:
        return page(request, "desk/telephone_none.html", {"member": member}, organisation=member.organisation)
    form = WhyForm(call, _known(call, typed) if _ASKED & typed.keys() else None, initial=_known(call, typed))
    found = _explain(form, member, call) if form.is_bound and form.is_valid() else None
    context = {
        "member": member,
        "call": call,
        "form": form,
        "found": found,
        "picture": draw(found) if found else None,
        "nearest": [(slot.starts_at, wish_url("desk:book", call, slot.starts_at)) for slot in found.nearest]
        if found
        else [],
        "book_url": wish_url("desk:book", call, form.starts_at) if form.starts_at else "",
    }
    status = 422 if form.errors else 200
    return page(request, "desk/why.html", context, organisation=member.organisation, status=status)


def _explain(form: WhyForm, member: Member, call: Call) -> StaffWhyView | None:
    assert form.starts_at is not None  # noqa: S101 - the form is valid
    try:
        return explain_to_staff(member=member, wish=call.wish, starts_at=form.starts_at, now=call.now)
    except Invalid as refusal:
        form.refuse(refusal)
    except TooComplex:
        form.add_error(None, gettext("This has too many possibilities to be looked through. Choose somebody."))
    return None


def _known(call: Call, typed: dict[str, str]) -> dict[str, str]:
    """What the address says, as far as it is a choice; day and time as they were typed."""
    return {
        "service": call.service.slug,
        "location": call.place.slug,
        **{one.name: one.chosen for one in call.fields},
        "duration": str(call.length // 60),
        "date": typed.get("date", "") or ("" if "time" in typed else (call.day or call.today).isoformat()),
        "time": typed.get("time", ""),
    }
