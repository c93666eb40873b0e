"""The month's days and the day's times as HTML.

A page has some seventy of them. Written here instead of as loops of a template, the page costs a third less
(docs/bench.md).
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from holdfast.web.public.picker import Day, Part, Picker
from holdfast.web.words import clock

register = template.Library()


@register.simple_tag
def month_rows(picker: Picker) -> SafeString:
    """The rows of the month's table; days on which something is free are links that say how much."""
    rows = ["<tr>" + "".join(map(_cell, week)) + "</tr>" for week in picker.weeks]
    return mark_safe("\n".join(rows))  # noqa: S308 - everything from elsewhere is escaped below


@register.simple_tag
def slot_links(part: Part, picker: Picker) -> SafeString:
    """The times of a part of the day, each as a link."""
    items = [
        f'<li><a class="slot" href="{escape(time.url)}" rel="nofollow" data-at="{time.at}">'
        f"{escape(clock(time.starts_at, picker.zone))}"
        f"{f' <small>{escape(time.note)}</small>' if time.note else ''}</a></li>"
        for time in part.times
    ]
    return mark_safe("\n".join(items))  # noqa: S308 - everything from elsewhere is escaped above


def _cell(day: Day | None) -> str:
    if day is None:
        return "<td></td>"
    if day.url is None:
        return f'<td><span class="day is-off{" is-today" if day.is_today else ""}">{day.date.day}</span></td>'
    current = f' aria-current="{day.current}"' if day.current else ""
    return (
        f'<td><a class="day level-{day.level}" href="{escape(day.url)}" rel="nofollow"'
        f' aria-label="{escape(day.said)}"{current}>{day.date.day}</a></td>'
    )
