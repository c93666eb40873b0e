"""The form of a service: plain things first, rules and further steps and needs behind folds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid
from holdfast.core.service import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PART,
    MOST_FIXED_STARTS,
    MOST_NEEDS,
    MOST_PHASES,
    LengthChoice,
    PhaseWish,
    ServiceWish,
)
from holdfast.queries.offer import LocationView, ResourceView
from holdfast.queries.skills import SkillView
from holdfast.web.desk.fields import Cap, Clock, Duration, Price, Several, Times
from holdfast.web.desk.forms import DeskForm, Line, Text, explain
from holdfast.web.desk.need_rows import (
    MAIN,
    MORE,
    PLAIN,
    is_filled,
    need_fields,
    need_initial,
    need_mistakes,
    need_wish,
)

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_STARTS = ("slot_step", "slot_anchor", "fixed_starts", "offered_share", "minimum_notice", "booking_window")
_CHANGES = ("change_notice", "needs_approval", "approval_within", "hold_for")
_CAPS = ("daily_cap", "weekly_cap", "monthly_cap")
_CUSTOMER_CAPS = ("customer_daily_cap", "customer_weekly_cap", "customer_monthly_cap")
_RULES = (*_STARTS, *_CHANGES, *_CAPS, *_CUSTOMER_CAPS)
_USUAL = (None, "", False, 1, "1", "least_busy", ["", "min"], [None, "min"])
NEW = ServiceWish(name="", phases=(), needs=(), locations=())


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A row of needs: its title, its fields, and those that few want."""

    title: str
    main: list[BoundField]
    more: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether there is anything in what few want."""
        return any(field.errors or field.value() not in _USUAL for field in self.more)


class ServiceForm(DeskForm):
    """A service; step 1 and need 1 are the plain case, the others rows that may stay empty."""

    name = Line(longest=LONGEST_NAME, label=_("Name"), help_text=_("What customers call it, like Haircut."))
    description = Text(
        longest=LONGEST_DESCRIPTION,
        label=_("Description"),
        required=False,
        help_text=_("What it includes, who it is for. A few sentences are enough."),
    )
    locations = Several(label=_("Where"))
    is_public = forms.BooleanField(
        required=False,
        label=_("Customers can book it online"),
        help_text=_("Otherwise only the desk books it."),
    )
    is_active = forms.BooleanField(
        required=False, label=_("Offered"), help_text=_("Otherwise nobody books it; what is booked stays.")
    )
    slot_step = Duration(
        least=_MINUTE, most=_DAY, label=_("A start every"), help_text=_("Times are offered in these steps.")
    )
    slot_anchor = Clock(
        required=False, label=_("Counted from"), help_text=_("Steps go up and down from here; midnight if empty.")
    )
    fixed_starts = Times(
        most=MOST_FIXED_STARTS,
        required=False,
        label=_("Or only at these times"),
        help_text=_("Like 9:00, 11:30, 14:00. The steps above then do not count."),
    )
    offered_share = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        label=_("Show only some of the free times"),
        help_text=_("So many per cent, spread over the day, so that bookings gather. The desk sees all."),
    )
    minimum_notice = Duration(
        most=365 * _DAY, label=_("At the latest before"), help_text=_("0 if it can be booked until it starts.")
    )
    booking_window = Duration(least=_MINUTE, most=1000 * _DAY, label=_("At the earliest before"))
    change_notice = Duration(
        most=365 * _DAY,
        label=_("Customers can move or cancel until this long before"),
        help_text=_("0 if until it starts. For what is booked already its own rule stays."),
    )
    needs_approval = forms.BooleanField(
        required=False,
        label=_("Ask me first"),
        help_text=_("Customers send a request; it is booked when you confirm it."),
    )
    approval_within = Duration(least=_MINUTE, most=365 * _DAY, label=_("An answer within"))
    daily_cap = Cap(label=_("At most a day"))
    weekly_cap = Cap(label=_("At most a week"))
    monthly_cap = Cap(label=_("At most a month"))
    customer_daily_cap = Cap(label=_("One customer a day"))
    customer_weekly_cap = Cap(label=_("One customer a week"))
    customer_monthly_cap = Cap(label=_("One customer a month"))
    hold_for = Duration(
        least=_MINUTE,
        most=_DAY,
        label=_("A time is held for"),
        help_text=_("While a customer types a name and address."),
    )
    shortest = Duration(required=False, most=1000 * _DAY, label=_("At least"))
    longest = Duration(required=False, most=1000 * _DAY, label=_("At most"))
    step = Duration(required=False, most=1000 * _DAY, label=_("In steps of"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        wish: ServiceWish = NEW,
        currency: str,
        resources: Sequence[ResourceView],
        skills: Sequence[SkillView],
        places: Sequence[LocationView],
    ) -> None:
        super().__init__(data, initial=_initial(wish))
        self.resources, self.skills = resources, skills
        self.fields["price_minor"] = Price(currency=currency, label=_("Price"))
        self.fields["locations"].choices = [(place.slug, place.name) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["locations"].widget = forms.MultipleHiddenInput()
            self.initial["locations"] = [places[0].slug]
        self.step_count = _rows(data, "phase", len(wish.phases), MOST_PHASES)
        self.need_count = _rows(data, "need", len(wish.needs), MOST_NEEDS)
        self.fields["chosen_phase"] = forms.TypedChoiceField(
            coerce=int,
            required=False,
            empty_value="0",
            label=_("Which step"),
            choices=[(number, self._step_name(number)) for number in range(self.step_count)],
        )
        for number in range(self.step_count):
            self._add_step(number)
        for number in range(self.need_count):
            self._add_need(number, is_asked=_is_asked(data, wish, number))
        if not self.is_bound:
            for field, value in self._rows_of(wish).items():
                self.initial[field] = value

    def _step_name(self, number: int) -> str:
        return gettext("Step %d") % (number + 1)

    def _add_step(self, number: int) -> None:
        self.fields[f"phase{number}_name"] = Line(
            longest=LONGEST_PART, required=False, label=gettext("What happens")
        )
        self.fields[f"phase{number}_duration"] = Duration(
            required=number == 0,
            least=_MINUTE,
            most=1000 * _DAY,
            label=gettext("Length"),
            help_text=gettext("Of several steps, the first of them.") if number == 0 else "",
        )

    def _add_need(self, number: int, *, is_asked: bool) -> None:
        """A row of needs; the first names people unless it is to be `is_asked` for by kind or skill."""
        fields = need_fields(
            is_plain=number == 0,
            resources=self.resources,
            skills=self.skills,
            steps=[(str(one), self._step_name(one)) for one in range(self.step_count)],
        )
        if is_asked:
            fields["candidates"].required = False
            if number == 0:
                fields["candidates"].help_text = gettext("Nobody by name: see “Who or what it needs” below.")
        self.fields |= {f"need{number}_{part}": field for part, field in fields.items()}

    def _rows_of(self, wish: ServiceWish) -> dict[str, Any]:
        said: dict[str, Any] = {"need0_customer_chooses": True} if wish is NEW else {}
        if wish is NEW and len(self.resources) == 1:
            said["need0_candidates"] = [self.resources[0].slug]
        for number, phase in enumerate(wish.phases):
            said |= {f"phase{number}_name": phase.name, f"phase{number}_duration": phase.duration}
            if phase.choice is not None:
                said |= {"chosen_phase": number, "shortest": phase.choice.shortest}
                said |= {"longest": phase.choice.longest, "step": phase.choice.step}
        for number, need in enumerate(wish.needs):
            said |= {f"need{number}_{part}": value for part, value in need_initial(need).items()}
        return said

    @property
    def starts(self) -> list[BoundField]:
        """The fields of when it can start."""
        return [self[name] for name in _STARTS]

    @property
    def changes(self) -> list[BoundField]:
        """The fields of what happens before and after it is booked."""
        return [self[name] for name in _CHANGES]

    @property
    def caps(self) -> list[BoundField]:
        """The fields of how many bookings there may be."""
        return [self[name] for name in _CAPS]

    @property
    def customer_caps(self) -> list[BoundField]:
        """The same of one customer."""
        return [self[name] for name in _CUSTOMER_CAPS]

    @property
    def choice(self) -> list[BoundField]:
        """The fields by which customers choose the length."""
        fields = ["shortest", "longest", "step"]
        return [self[name] for name in (fields if self.step_count <= 2 else ["chosen_phase", *fields])]

    @property
    def steps(self) -> list[tuple[str, list[BoundField]]]:
        """The rows of steps; of the first only its name, since its length is a plain thing."""
        return [
            (
                self._step_name(number),
                [self[f"phase{number}_{part}"] for part in (("name", "duration") if number else ("name",))],
            )
            for number in range(self.step_count)
        ]

    @property
    def needs(self) -> list[NeedRow]:
        """The rows of needs; of the first without what is a plain thing."""
        return [
            NeedRow(
                gettext("Need %d") % (number + 1),
                self._of_need(number, [part for part in MAIN if number or part not in PLAIN]),
                self._of_need(number, MORE),
            )
            for number in range(self.need_count)
        ]

    def _of_need(self, number: int, parts: Sequence[str]) -> list[BoundField]:
        return [self[name] for part in parts if (name := f"need{number}_{part}") in self.fields]

    @property
    def open_folds(self) -> list[str]:
        """The folds with a mistake in them."""
        folds = {
            "starts": self.starts,
            "changes": self.changes,
            "caps": [*self.caps, *self.customer_caps],
            "choice": self.choice,
            "steps": [field for _, row in self.steps for field in row],
            "needs": [field for row in self.needs for field in (*row.main, *row.more)],
        }
        return [fold for fold, fields in folds.items() if any(field.errors for field in fields)]

    def clean(self) -> dict[str, Any]:
        """Steps and needs as far as anything was typed in their rows."""
        said = super().clean() or {}
        for number in range(1, self.step_count):
            if said.get(f"phase{number}_name") and not said.get(f"phase{number}_duration"):
                self._wrong(f"phase{number}_duration", gettext("Say how long"))
        for number in range(self.need_count):
            for part, words in need_mistakes(self._said_of(number), is_plain=number == 0):
                self._wrong(f"need{number}_{part}", words)
        choice = [said.get(name) for name in ("shortest", "longest", "step")]
        for name, value in zip(("shortest", "longest", "step"), choice, strict=True):
            if any(choice) and not value:
                self._wrong(name, gettext("Say how long"))
        if any(choice) and not said.get(f"phase{said.get('chosen_phase') or 0}_duration"):
            self._wrong("chosen_phase", gettext("This step is empty"))
        return said

    def _wrong(self, field: str, words: str) -> None:
        if field not in self.errors:
            self.add_error(field, words)

    def _said_of(self, number: int) -> dict[str, Any]:
        prefix = f"need{number}_"
        said = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in said if name.startswith(prefix)}

    def refuse(self, refusal: Invalid) -> None:
        """What is wrong with a step or a need is shown in its row: empty rows are none."""
        named = re.fullmatch(r"(phase|need)s\[(\d+)\]\.(\w+)", refusal.field)
        if named is None:
            return super().refuse(refusal)
        row = self._filled(named[1])[int(named[2])]
        field = f"{named[1]}{row}_{named[3]}"
        self.add_error(field if field in self.fields else None, explain(refusal))
        return None

    def _filled(self, prefix: str) -> list[int]:
        """The rows in which there is a step, or a need."""
        if prefix == "phase":
            return [one for one in range(self.step_count) if self.cleaned_data.get(f"phase{one}_duration")]
        return [one for one in range(self.need_count) if is_filled(self._said_of(one))]

    def wish(self) -> ServiceWish:
        """What was typed, as an action wants it."""
        said = self.cleaned_data
        anchor: time = said["slot_anchor"] or time()
        rules = {name: said[name] for name in _RULES} | {
            "slot_anchor": timedelta(hours=anchor.hour, minutes=anchor.minute),
            "offered_share": said["offered_share"] or 100,
        }
        steps = self._filled("phase")
        return ServiceWish(
            name=said["name"],
            phases=tuple(self._phase(number) for number in steps),
            needs=tuple(
                need_wish(self._said_of(number), steps=steps, resources=self.resources, skills=self.skills)
                for number in self._filled("need")
            ),
            locations=tuple(said["locations"]),
            description=said["description"],
            price_minor=said["price_minor"],
            policy=Policy(**rules),
            is_public=said["is_public"],
            is_active=said["is_active"],
        )

    def _phase(self, number: int) -> PhaseWish:
        said = self.cleaned_data
        choice = None
        if said["shortest"] and number == int(said["chosen_phase"]):
            choice = LengthChoice(said["shortest"], said["longest"], said["step"])
        return PhaseWish(said[f"phase{number}_name"], said[f"phase{number}_duration"], choice)


def _initial(wish: ServiceWish) -> dict[str, Any]:
    said = {name: getattr(wish, name) for name in ("name", "description", "is_public", "is_active")}
    said |= {name: getattr(wish.policy, name) for name in _RULES}
    minutes = int(wish.policy.slot_anchor / _MINUTE)
    said["slot_anchor"] = time(minutes // 60, minutes % 60) if minutes else None
    said["price_minor"] = wish.price_minor if wish is not NEW else None
    said["offered_share"] = None if wish.policy.offered_share == 100 else wish.policy.offered_share
    return said | {"locations": list(wish.locations)}


def _is_asked(data: Mapping[str, Any] | None, wish: ServiceWish, number: int) -> bool:
    """Whether a row asks by kind or skill; then it names nobody."""
    if data is not None:
        return bool(data.get(f"need{number}_kind") or data.get(f"need{number}_skills"))
    return number < len(wish.needs) and not wish.needs[number].candidates


def _rows(data: Mapping[str, Any] | None, prefix: str, there: int, most: int) -> int:
    """How many rows the form has: those that were sent; else those there are, and an empty one."""
    if data is None:
        return min(max(there, 1) + 1, most)
    sent = (number for number in range(most) if any(name.startswith(f"{prefix}{number}_") for name in data))
    return max(sent, default=0) + 1
