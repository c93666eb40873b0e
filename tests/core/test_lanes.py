"""Where the things of a day stand: rows of five minutes, and lanes for what overlaps."""

from holdfast.core.lanes import Spot, arrange, closed, free_hours, row_of, spot, whole_hours

H = 3600
DAY = (0, 24 * H)
NINE_TO_FIVE = (9 * H, 17 * H)


def test_whole_hours_are_drawn_around_all_that_happens():
    assert whole_hours([(9 * H, 17 * H), (8 * H + 900, 9 * H)], DAY, default=NINE_TO_FIVE) == (8 * H, 17 * H)
    assert whole_hours([(9 * H, 17 * H + 60)], DAY, default=NINE_TO_FIVE) == (9 * H, 18 * H)


def test_a_day_on_which_nothing_happens_is_drawn_as_usual():
    assert whole_hours([], DAY, default=NINE_TO_FIVE) == NINE_TO_FIVE


def test_what_reaches_beyond_the_day_is_cut_at_midnight():
    assert whole_hours([(-5 * H, 2 * H), (23 * H, 30 * H)], DAY, default=NINE_TO_FIVE) == DAY


def test_a_span_begins_in_its_row_and_reaches_as_far_as_it_lasts():
    assert spot((9 * H, 9 * H + 1800), NINE_TO_FIVE) == Spot(1, 6)
    assert spot((10 * H, 18 * H), NINE_TO_FIVE) == Spot(13, 84)
    assert row_of(9 * H + 299, NINE_TO_FIVE) == 1
    assert row_of(17 * H, NINE_TO_FIVE) is None


def test_those_after_each_other_have_the_whole_width():
    spots = arrange([(9 * H, 10 * H), (10 * H, 11 * H)], NINE_TO_FIVE)
    assert [(one.lane, one.lanes) for one in spots] == [(1, 1), (1, 1)]


def test_those_that_overlap_share_the_width_and_a_lane_is_used_again():
    spots = arrange([(9 * H, 11 * H), (9 * H, 10 * H), (10 * H, 11 * H), (12 * H, 13 * H)], NINE_TO_FIVE)
    assert [(one.lane, one.lanes) for one in spots] == [(1, 2), (2, 2), (2, 2), (1, 1)]


def test_what_is_short_is_high_enough_to_be_read_and_so_overlaps_what_follows_at_once():
    spots = arrange([(9 * H, 9 * H + 300), (9 * H + 300, 10 * H)], NINE_TO_FIVE)
    assert spots == [Spot(1, 3, 1, 2), Spot(2, 11, 2, 2)]
    assert arrange([(17 * H - 300, 17 * H)], NINE_TO_FIVE) == [Spot(94, 3)]


def test_what_lies_outside_hours_is_closed():
    assert closed((8 * H, 18 * H), [NINE_TO_FIVE]) == ((8 * H, 9 * H), (17 * H, 18 * H))


def test_free_time_is_told_hour_by_hour_from_now_on_where_it_is_worth_it():
    busy = [(10 * H, 10 * H + 1800), (12 * H + 600, 13 * H)]
    assert free_hours([(9 * H, 13 * H)], busy, (9 * H, 17 * H), after=9 * H + 1800) == [
        (9 * H + 1800, 10 * H),
        (10 * H + 1800, 11 * H),
        (11 * H, 12 * H),
    ]
