"""When a service can start: examples to read, one rule each. The properties are in `test_availability.py`."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.availability import find_start, find_starts
from holdfast.core.capacity import Taken
from holdfast.core.interval import normalise
from holdfast.core.limits import Left
from holdfast.core.opening import Hours, Shift, Week, open_spans
from holdfast.core.plan import Candidate, Part, Plan, Role, expand
from holdfast.core.policy import Policy
from holdfast.core.question import Question, Supply
from holdfast.core.walltime import day_span, to_instant, to_local

MONDAY = date(2026, 6, 1)
HOUR = 3600
ANNA, BEN, CHAIR, MINIBUS = 1, 2, 3, 4


def needs(*people, runs=((0, HOUR),), units=1, chosen=False, before=0, after=0, gap=0):
    """A role that any of some resources may fill."""
    candidates = tuple(Candidate.of(key, before, after) for key in people)
    return Role(1, "role", runs, candidates, units, chosen, least_gap=gap)


class Day:
    """A date in a place where all resources are open from nine to one, unless said otherwise."""

    def __init__(self, day=MONDAY, zone="Europe/Lisbon", opens="09:00", closes="13:00", both=False, **rules):
        self.day, self.zone, self.both = day, ZoneInfo(zone), both
        shift = Shift(time.fromisoformat(opens), time.fromisoformat(closes))
        hours = Hours(self.zone, (Week(tuple((n, shift) for n in range(7))),), both_showings=both)
        self.open = open_spans(hours, day, day + timedelta(days=1))
        self.window = day_span(day, self.zone)
        self.policy = Policy(**{"slot_step": timedelta(hours=1), **rules})

    def at(self, clock):
        return to_instant(datetime.combine(self.day, time.fromisoformat(clock), self.zone))

    def busy(self, opens, closes, unit=0):
        return Taken(unit, self.at(opens), self.at(closes))

    def ask(
        self,
        *roles,
        busy=None,
        capacity=None,
        open_=None,
        now=None,
        chosen=(),
        caps=None,
        service_left=None,
        **more,
    ):
        length = max(end for role in roles for _, end in role.runs)
        supplies = {
            key: Supply(
                (capacity or {}).get(key, 1),
                (open_ or {}).get(key, self.open),
                (busy or {}).get(key, ()),
                (Left(self.window, caps[key]),) if key in (caps or {}) else (),
            )
            for key in (ANNA, BEN, CHAIR, MINIBUS)
        }
        plan = Plan(length, roles, self.policy, self.zone, self.both).with_chosen(chosen)
        eve = f"{self.day - timedelta(days=1)}T00:00+00:00"
        asked = {"now": to_instant(datetime.fromisoformat(now or eve)), "window": self.window, **more}
        left = () if service_left is None else (Left(self.window, service_left),)
        return Question(plan, supplies, caps=left, **asked)

    def starts(self, *roles, **more):
        """The wall times at which the service can start."""
        found = find_starts(self.ask(*roles, **more))
        return [to_local(start.at, self.zone).strftime("%H:%M") for start in found]


def test_the_last_start_ends_when_the_place_closes():
    assert Day().starts(needs(ANNA)) == ["09:00", "10:00", "11:00", "12:00"]


def test_a_booking_makes_room_for_the_next_at_its_end():
    day = Day()
    assert day.starts(needs(ANNA), busy={ANNA: (day.busy("10:00", "11:00"),)}) == ["09:00", "11:00", "12:00"]


def test_buffers_keep_their_distance_on_their_own_sides():
    day = Day(slot_step=timedelta(minutes=30))
    busy = {ANNA: (day.busy("10:30", "11:00"),)}
    assert day.starts(needs(ANNA, before=1800), busy=busy) == ["09:00", "09:30", "11:30", "12:00"]
    assert day.starts(needs(ANNA, after=1800), busy=busy) == ["09:00", "11:00", "11:30", "12:00"]


def test_buffers_may_lie_outside_opening_hours():
    assert Day().starts(needs(ANNA, before=HOUR, after=HOUR)) == ["09:00", "10:00", "11:00", "12:00"]


def test_either_of_two_people_will_do():
    day = Day()
    busy = {ANNA: (day.busy("09:00", "12:00"),), BEN: (day.busy("10:00", "13:00"),)}
    assert day.starts(needs(ANNA, BEN), busy=busy) == ["09:00", "12:00"]


def test_a_named_person_is_the_only_one_asked():
    day = Day()
    busy = {ANNA: (day.busy("09:00", "12:00"),)}
    assert day.starts(needs(ANNA, BEN, chosen=True), busy=busy, chosen={ANNA}) == ["12:00"]


def test_a_name_binds_only_where_the_customer_chooses():
    both = needs(ANNA, chosen=True), needs(CHAIR)
    assert len(Day().starts(*both, chosen={ANNA})) == 4


def test_of_two_named_people_either_will_do_and_of_two_needed_each_comes():
    day = Day()
    busy = {ANNA: (day.busy("09:00", "10:00"),), BEN: (day.busy("10:00", "11:00"),)}
    asked = needs(ANNA, BEN, CHAIR, chosen=True)
    assert len(day.starts(asked, busy=busy, chosen={ANNA, BEN})) == 4
    assert day.starts(asked, asked, busy=busy, chosen={ANNA, BEN}) == ["11:00", "12:00"]


def test_a_name_leaves_a_role_it_cannot_fill_to_anybody():
    roles = needs(ANNA, chosen=True), replace(needs(CHAIR, MINIBUS, chosen=True), role_id=2)
    starts = find_starts(Day().ask(*roles, chosen={ANNA}))
    assert starts[0].options == ((ANNA,), (CHAIR, MINIBUS))


def test_a_name_for_two_roles_at_once_fills_one_and_for_two_in_turn_both():
    def of(role_id, runs):
        return replace(needs(ANNA, BEN, chosen=True, runs=runs), role_id=role_id)

    at_once = find_starts(Day().ask(of(1, ((0, HOUR),)), of(2, ((0, HOUR),)), chosen={ANNA}))
    assert at_once[0].options == ((ANNA,), (BEN,))
    in_turn = find_starts(Day().ask(of(1, ((0, HOUR),)), of(2, ((HOUR, 2 * HOUR),)), chosen={ANNA}))
    assert in_turn[0].options == ((ANNA,), (ANNA,))


def test_what_is_taken_together_must_all_be_free():
    day = Day()
    busy = {CHAIR: (day.busy("10:00", "11:00"),), BEN: (day.busy("12:00", "13:00"),)}
    team = Candidate.together([Part(ANNA), Part(BEN), Part(CHAIR)])
    assert day.starts(replace(needs(), candidates=(team,)), busy=busy) == ["09:00", "11:00"]


def test_two_of_three_are_found_whoever_they_are():
    day = Day()
    busy = {ANNA: (day.busy("09:00", "11:00"),), BEN: (day.busy("10:00", "12:00"),)}
    two = expand(needs(ANNA, BEN, CHAIR), ((0, HOUR),), how_many=2)
    assert day.starts(*two, busy=busy) == ["09:00", "11:00", "12:00"]


def test_who_began_also_ends_unless_another_may():
    day = Day(closes="11:00")
    busy = {ANNA: (day.busy("10:00", "11:00"),), BEN: (day.busy("09:00", "10:00"),)}
    phases = ((0, HOUR), (HOUR, 2 * HOUR))
    assert day.starts(*expand(needs(ANNA, BEN), phases), busy=busy) == []
    assert day.starts(*expand(needs(ANNA, BEN), phases, keeps=False), busy=busy) == ["09:00"]


def test_no_start_leaves_a_gap_too_short_for_anything():
    day = Day(slot_step=timedelta(minutes=30))
    busy = {ANNA: (day.busy("11:00", "11:30"),)}
    assert day.starts(needs(ANNA), busy=busy) == ["09:00", "09:30", "10:00", "11:30", "12:00"]
    assert day.starts(needs(ANNA, gap=HOUR), busy=busy) == ["09:00", "10:00"]


def test_the_night_bounds_a_day_but_the_next_day_does_not():
    # Open round the clock: what lies before midnight is no gap of this day.
    day = Day(opens="00:00", closes="00:00", slot_step=timedelta(hours=6))
    assert day.starts(needs(ANNA, gap=2 * HOUR)) == ["00:00", "06:00", "12:00", "18:00"]


def test_what_began_the_evening_before_leaves_no_gap_of_this_day():
    # From ten in the evening to six: of the night only what lies after midnight is this day's.
    night = Day(opens="22:00", closes="06:00")
    assert night.starts(needs(ANNA, gap=4 * HOUR)) == ["00:00", "01:00", "05:00", "22:00"]


def test_what_is_taken_together_is_not_there_for_another_role():
    team = Candidate.together([Part(ANNA), Part(BEN)])
    both = replace(needs(), candidates=(team,))
    assert Day().starts(both, replace(needs(BEN), role_id=2)) == []
    assert len(Day().starts(both, replace(needs(CHAIR), role_id=2))) == 4


def test_fixed_starts_stand_for_the_grid():
    day = Day(fixed_starts=(timedelta(hours=9, minutes=20), timedelta(hours=11, minutes=5), timedelta(hours=20)))
    assert day.starts(needs(ANNA)) == ["09:20", "11:05"]


def test_a_share_of_the_starts_is_spread_over_the_day_and_changes_from_day_to_day():
    half = {"slot_step": timedelta(minutes=30), "offered_share": 50}
    assert Day(**half).starts(needs(ANNA)) == ["09:30", "10:30", "11:30"]
    assert Day(day=MONDAY + timedelta(days=1), **half).starts(needs(ANNA)) == ["09:00", "10:00", "11:00", "12:00"]


def test_a_start_that_was_shown_stays_on_offer_whatever_others_book():
    day = Day(slot_step=timedelta(minutes=30), offered_share=34)
    shown = day.starts(needs(ANNA))
    busy = {ANNA: (day.busy("09:00", shown[1]),)}
    assert day.starts(needs(ANNA), busy=busy) == shown[1:]


def test_who_has_as_many_bookings_as_a_cap_allows_is_not_offered():
    assert Day().starts(needs(ANNA, BEN), caps={ANNA: 0, BEN: 0}) == []
    starts = find_starts(Day().ask(needs(ANNA, BEN), caps={ANNA: 0}))
    assert {start.options for start in starts} == {((BEN,),)}


def test_no_more_is_left_than_caps_leave():
    day = Day()
    wide = find_starts(day.ask(needs(MINIBUS), capacity={MINIBUS: 8}))
    of_it = find_starts(day.ask(needs(MINIBUS), capacity={MINIBUS: 8}, caps={MINIBUS: 3}))
    of_all = find_starts(day.ask(needs(MINIBUS), capacity={MINIBUS: 8}, service_left=2))
    assert [starts[0].left for starts in (wide, of_it, of_all)] == [8, 3, 2]


def test_while_the_colour_takes_the_stylist_is_free_and_the_chair_is_not():
    # Half an hour of work, half an hour of waiting, half an hour of work.
    day = Day(closes="10:30", slot_step=timedelta(minutes=30))
    colour = needs(ANNA, runs=((0, 1800), (3600, 5400))), needs(CHAIR, runs=((0, 5400),))
    assert day.starts(*colour, busy={ANNA: (day.busy("09:30", "10:00"),)}) == ["09:00"]
    assert day.starts(*colour, busy={CHAIR: (day.busy("09:30", "10:00"),)}) == []
    assert day.starts(*colour, busy={ANNA: (day.busy("10:00", "10:30"),)}) == []


def test_a_break_may_lie_in_the_phase_in_which_nobody_is_needed():
    day = Day()
    morning = normalise([(day.at("09:00"), day.at("09:30")), (day.at("10:00"), day.at("10:30"))])
    stylist = needs(ANNA, runs=((0, 1800), (3600, 5400)))
    assert day.starts(stylist, open_={ANNA: morning}) == ["09:00"]
    assert day.starts(needs(ANNA, runs=((0, 5400),)), open_={ANNA: morning}) == []


def test_one_person_cannot_fill_two_roles_at_once():
    day = Day()
    pair = needs(ANNA, BEN), needs(ANNA, BEN)
    assert len(day.starts(*pair)) == 4
    assert day.starts(*pair, busy={BEN: (day.busy("09:00", "12:00"),)}) == ["12:00"]
    assert day.starts(needs(ANNA), needs(ANNA)) == []


def test_one_person_can_fill_two_roles_one_after_the_other():
    washing, cutting = needs(ANNA, runs=((0, 1800),)), needs(ANNA, runs=((1800, HOUR),))
    assert len(Day().starts(washing, cutting)) == 4


def test_who_is_offered_for_a_role_leaves_someone_for_the_other():
    day = Day()
    found = find_start(day.ask(needs(ANNA, BEN), needs(ANNA)), day.at("09:00"))
    assert found.options == ((BEN,), (ANNA,))
    assert found.left == 1


def test_a_minibus_takes_parties_until_its_seats_are_gone():
    day = Day()
    busy = {MINIBUS: tuple(day.busy("09:00", "10:00", unit=seat) for seat in range(6))}
    asked = day.ask(needs(MINIBUS, units=2), busy=busy, capacity={MINIBUS: 8})
    assert find_start(asked, day.at("09:00")).left == 1
    assert find_start(asked, day.at("10:00")).left == 4
    asked = day.ask(needs(MINIBUS, units=3), busy=busy, capacity={MINIBUS: 8})
    assert find_start(asked, day.at("09:00")) is None


def test_seats_taken_one_after_the_other_are_not_added_up():
    day = Day()
    busy = {MINIBUS: (day.busy("09:00", "09:30", unit=0), day.busy("09:30", "10:00", unit=1))}
    asked = day.ask(needs(MINIBUS), busy=busy, capacity={MINIBUS: 2})
    assert find_start(asked, day.at("09:00")).left == 1


def test_exactly_the_notice_is_enough():
    now = "2026-06-01T07:00+00:00"  # eight in Lisbon
    assert Day(minimum_notice=timedelta(hours=2)).starts(needs(ANNA), now=now) == ["10:00", "11:00", "12:00"]
    assert "10:00" not in Day(minimum_notice=timedelta(hours=2, seconds=1)).starts(needs(ANNA), now=now)


def test_the_last_moment_of_the_booking_window_can_be_booked():
    now = "2026-05-31T09:00+00:00"  # ten in Lisbon, the day before
    assert Day(booking_window=timedelta(days=1)).starts(needs(ANNA), now=now) == ["09:00", "10:00"]


def test_a_date_whose_cap_is_used_up_is_not_offered():
    day = Day()
    assert day.starts(needs(ANNA), service_left=0) == []


def test_a_step_that_does_not_divide_the_hour_is_counted_from_the_anchor_each_day():
    day = Day(slot_step=timedelta(minutes=50), slot_anchor=timedelta(hours=9))
    assert day.starts(needs(ANNA)) == ["09:00", "09:50", "10:40", "11:30"]


def test_an_anchor_reaches_back_to_earlier_starts_of_its_day():
    day = Day(slot_anchor=timedelta(hours=23, minutes=15))
    assert day.starts(needs(ANNA)) == ["09:15", "10:15", "11:15"]


def test_a_start_off_the_grid_is_refused():
    day = Day()
    assert find_start(day.ask(needs(ANNA)), day.at("09:10")) is None


def test_staff_who_override_leave_hours_notice_and_grid_but_not_bookings():
    day = Day(minimum_notice=timedelta(days=2))
    more = {"busy": {ANNA: (day.busy("20:00", "21:00"),)}, "now": "2026-06-01T00:00+00:00", "override": True}
    asked = day.ask(needs(ANNA), **more)
    assert find_start(asked, day.at("18:10")).at == day.at("18:10")
    assert find_start(asked, day.at("19:10")) is None


def test_a_list_under_override_shows_the_grid_also_where_a_gap_fits_exactly():
    day = Day(opens="00:00", closes="00:00")
    busy = (day.busy("00:00", "09:10"), day.busy("10:10", "22:00"))
    asked = day.ask(needs(ANNA), busy={ANNA: busy}, override=True)
    assert [start.at for start in find_starts(asked)] == [day.at("22:00"), day.at("23:00")]
    assert find_start(asked, day.at("09:10")) is not None


def test_a_service_that_needs_nobody_never_starts():
    day = Day()
    asked = day.ask(needs(ANNA))
    nobody = Plan(HOUR, (), day.policy, day.zone)
    assert find_starts(Question(nobody, asked.supplies, asked.now, asked.window)) == []


def test_a_service_may_run_past_midnight_where_hours_do():
    day = Day(opens="22:00", closes="02:00", slot_step=timedelta(minutes=90))
    assert day.starts(needs(ANNA, runs=((0, 2 * HOUR),))) == ["00:00", "22:30"]


def test_a_start_in_the_spring_gap_is_not_offered():
    day = Day(date(2026, 3, 29), opens="00:00", closes="04:00", slot_step=timedelta(minutes=30))
    assert day.starts(needs(ANNA, runs=((0, 1800),))) == ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]


def test_a_service_that_begins_before_the_gap_ends_an_hour_later_by_the_clock():
    day = Day(date(2026, 3, 29), opens="00:00", closes="03:00")
    assert day.starts(needs(ANNA, runs=((0, 2 * HOUR),))) == ["00:00"]


def test_of_the_hour_that_clocks_repeat_the_first_is_offered():
    day = Day(date(2026, 10, 25), opens="00:00", closes="03:00")
    assert day.starts(needs(ANNA)) == ["00:00", "01:00", "02:00"]
    first = day.at("01:00")
    asked = day.ask(needs(ANNA))
    assert find_start(asked, first) is not None
    assert find_start(asked, first + HOUR) is None


def test_a_place_that_keeps_both_offers_the_repeated_hour_twice():
    day = Day(date(2026, 10, 25), opens="00:00", closes="03:00", both=True)
    assert day.starts(needs(ANNA)) == ["00:00", "01:00", "01:00", "02:00"]


def test_a_night_shift_over_the_autumn_change_has_nine_hours():
    day = Day(date(2026, 10, 24), opens="22:00", closes="06:00")
    night = [span for span in day.open if span[0] == day.at("22:00")]
    assert [(end - start) / HOUR for start, end in night] == [9]
    assert day.starts(needs(ANNA, runs=((0, 9 * HOUR),))) == ["22:00"]


def test_a_date_that_a_zone_skipped_has_no_starts():
    skipped = Day(date(2011, 12, 30), zone="Pacific/Apia", booking_window=timedelta(days=9000))
    assert skipped.window[0] == skipped.window[1]
    assert skipped.starts(needs(ANNA)) == []


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), ["01:00", "01:30", "02:00"]),
        ("America/Havana", date(2026, 3, 8), ["01:00", "01:30", "02:00"]),
        ("America/Havana", date(2026, 11, 1), ["00:00", "00:30", "01:00", "01:30", "02:00"]),
        ("Australia/Lord_Howe", date(2026, 10, 4), ["00:00", "00:30", "01:00", "01:30"]),
        ("Asia/Kathmandu", date(2026, 3, 29), ["00:00", "00:30", "01:00", "01:30", "02:00"]),
    ],
)
def test_the_first_hours_of_a_day_are_those_its_clocks_show(zone, day, expected):
    rules = {"slot_step": timedelta(minutes=30)}
    assert (
        Day(day, zone, opens="00:00", closes="02:30", **rules).starts(needs(ANNA, runs=((0, 1800),))) == expected
    )
