"""The rows of a service's form that say what happens in it, one after the other, and how long each takes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext

from holdfast.core.service import LONGEST_PART, LengthChoice, PhaseWish
from holdfast.web.desk.fields import Duration
from holdfast.web.desk.forms import Line

CHOICE = ("shortest", "longest", "step")
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(days=1000)


def step_name(number: int, called: str = "") -> str:
    """What a row is called, with what the step in it is called."""
    row = gettext("Step %d") % (number + 1)
    return f"{row}: {called}" if called else row


def step_fields(number: int) -> dict[str, forms.Field]:
    """The fields of a row; the length of the first is a plain thing that every service has."""
    return {
        "name": Line(longest=LONGEST_PART, required=False, label=gettext("What happens")),
        "duration": Duration(
            required=number == 0,
            least=_MINUTE,
            most=_LONGEST,
            label=gettext("Length"),
            help_text=gettext("Of several steps, the first of them.") if number == 0 else "",
        ),
    }


def choice_fields(steps: Sequence[str]) -> dict[str, forms.Field]:
    """The fields by which customers choose the length of one of some steps."""
    return {
        "chosen_phase": forms.TypedChoiceField(
            coerce=int,
            required=False,
            empty_value="0",
            label=gettext("Which step"),
            choices=list(enumerate(steps)),
        ),
        "shortest": Duration(required=False, most=_LONGEST, label=gettext("At least")),
        "longest": Duration(required=False, most=_LONGEST, label=gettext("At most")),
        "step": Duration(required=False, most=_LONGEST, label=gettext("In steps of")),
    }


def steps_initial(phases: tuple[PhaseWish, ...]) -> dict[str, Any]:
    """What the rows of steps show, and the choice of a length."""
    said: dict[str, Any] = {}
    for number, phase in enumerate(phases):
        said |= {f"phase{number}_name": phase.name, f"phase{number}_duration": phase.duration}
        if phase.choice is not None:
            said |= {"chosen_phase": number} | {name: getattr(phase.choice, name) for name in CHOICE}
    return said


def step_mistakes(said: Mapping[str, Any], steps: int) -> Iterator[tuple[str, str]]:
    """What is wrong with steps and the choice as a whole: fields and words."""
    for number in range(1, steps):
        if said.get(f"phase{number}_name") and not said.get(f"phase{number}_duration"):
            yield f"phase{number}_duration", gettext("Say how long")
    chosen = [name for name in CHOICE if said.get(name)]
    for name in CHOICE if chosen else ():
        if name not in chosen:
            yield name, gettext("Say how long")
    if chosen and not said.get(f"phase{said.get('chosen_phase') or 0}_duration"):
        yield "chosen_phase", gettext("This step is empty")


def phase_wish(said: Mapping[str, Any], number: int) -> PhaseWish:
    """What was typed in a row, with the choice where it is of this step."""
    choice = None
    if said["shortest"] and number == int(said["chosen_phase"]):
        choice = LengthChoice(*(said[name] for name in CHOICE))
    return PhaseWish(said[f"phase{number}_name"], said[f"phase{number}_duration"], choice)
