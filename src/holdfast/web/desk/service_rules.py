"""The rules of a service in its form: when it can start, what happens before and after, how many bookings."""

from datetime import time, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.core.policy import Policy
from holdfast.core.service import MOST_FIXED_STARTS
from holdfast.web.desk.capped import SAME_CUSTOMER
from holdfast.web.desk.fields import Cap, Clock, Duration, Times
from holdfast.web.desk.forms import DeskForm

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_STARTS = ("slot_step", "slot_anchor", "fixed_starts", "offered_share", "minimum_notice", "booking_window")
_CHANGES = ("change_notice", "needs_approval", "approval_within", "hold_for")
_CAPS = ("daily_cap", "weekly_cap", "monthly_cap")
_CUSTOMER_CAPS = ("customer_daily_cap", "customer_weekly_cap", "customer_monthly_cap")
RULES = (*_STARTS, *_CHANGES, *_CAPS, *_CUSTOMER_CAPS)


class RulesForm(DeskForm):
    """The part of a service's form that makes its policy."""

    same_customer: ClassVar[str | Promise] = SAME_CUSTOMER

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

    def policy(self) -> Policy:
        """What was typed, as rules."""
        said = self.cleaned_data
        anchor: time = said["slot_anchor"] or time()
        rules = {name: said[name] for name in RULES} | {
            "slot_anchor": timedelta(hours=anchor.hour, minutes=anchor.minute),
            "offered_share": said["offered_share"] or 100,
        }
        return Policy(**rules)


def rules_initial(policy: Policy) -> dict[str, Any]:
    """What the fields of rules show; a grid from midnight and all of the times go without saying."""
    said = {name: getattr(policy, name) for name in RULES}
    minutes = int(policy.slot_anchor / _MINUTE)
    said["slot_anchor"] = time(minutes // 60, minutes % 60) if minutes else None
    said["offered_share"] = None if policy.offered_share == 100 else policy.offered_share
    return said
