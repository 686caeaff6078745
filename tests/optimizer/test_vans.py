"""A van's day with fixed trips: its times, its cost and what makes it impossible."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.construct.jobs import task_between, whole_task
from optimizer.instance import Instance
from optimizer.solution import Solution, VanDay, cost_urmb
from optimizer.vans import Day, Shortfall, Task, Trip, least_day_urmb, least_span_s, positions, schedule_day, trip_facts
from optimizer.vantimes import NEVER, Event, cheapest_times
from scenarios.settings import Settings
from scenarios.types import Link, Place, Scenario
from tests.builders import at, consignment, county, link, place, van
from tests.core_builders import accepted, an_instance, item, told, total_urmb

BY_DAY = {"opens_s": at("08:00"), "closes_s": at("19:00"), "gap_from_s": at("12:00"), "gap_to_s": at("13:30")}


def world(
    spots: list[Place] | None = None, links: list[Link] | None = None, settings: Settings | None = None, **type_: Any
) -> Scenario:
    """A van at H and villages A, B, C, each 10 minutes and 5 km from the hub and from the next; 10 parcels each way.

    A visit takes 3 minutes and 3 s a parcel: 210 s for 10 parcels.
    """
    spots = spots or [place("H", "hub"), place("A"), place("B"), place("C")]
    links = links or [link(a, b, 5_000, minutes=10) for a, b in ("HA", "HB", "HC", "AB", "BC")]
    more = {"urmb_per_s": 1, **type_}
    goods = [consignment(f"to {v}", "H", v, 10, ready_s=at("06:00"), due_s=at("19:00")) for v in "ABC"]
    goods += [consignment(f"from {v}", v, "H", 10, ready_s=at("09:00"), due_s=at("19:00")) for v in "ABC"]
    return county(spots, links, vans=[van("v", "H", **more)], consignments=goods, settings=settings, strategy="joint")


def trip(instance: Instance, words: str) -> Trip:
    """A trip with whole consignments, such as "to A, to B, from B": it visits places in order of their first task."""
    items = [item(instance, name) for name in words.split(", ")]
    base = instance.fleets[0].base
    visits = dict.fromkeys(spot for one in items for spot in (one.origin, one.destination) if spot != base)
    return Trip(tuple(visits), tuple(whole_task(instance, one, one.parcels) for one in items))


def day(scenario: Scenario, *trips: str) -> Day | Shortfall:
    """The van's day; what is found possible is shown to the checker too, and must cost what it says."""
    instance = an_instance(scenario)
    made = tuple(trip(instance, words) for words in trips)
    found = schedule_day(instance, instance.fleets[0], made)
    if isinstance(found, Day):
        show(scenario, instance, Solution(days=(VanDay(0, made),)))
    return found


def show(scenario: Scenario, instance: Instance, solution: Solution) -> None:
    """The checker accepts the plan, and both sides agree on its cost."""
    plan = accepted(scenario, told(instance, solution))
    assert cost_urmb(instance, solution) == total_urmb(scenario, plan)


def clock(found: Day | Shortfall) -> list[str]:
    """Arrival and begin of each row: "06:15" where they are one."""
    assert isinstance(found, Day), found
    rows = []
    for timed in (timed for times in found.times for timed in times):
        begin, arrive = (f"{s // 3600:02}:{s % 3600 // 60:02}:{s % 60:02}" for s in (timed.begin_s, timed.arrive_s))
        rest = f" rest {timed.rest_s}" if timed.rest_s else ""
        rows.append((begin if begin == arrive else f"{arrive} {begin}") + rest)
    return rows


# Times


def test_trap_5_a_trip_leaves_when_its_goods_are_available_at_the_hub() -> None:
    # Ready at 06:00, cut-off 15 min. 210 s of work at A.
    assert clock(day(world(), "to A")) == ["06:15:00", "06:25:00", "06:38:30"]


def test_a_trip_leaves_no_earlier_than_the_van_may() -> None:
    assert clock(day(world(earliest_s=at("07:00")), "to A"))[0] == "07:00:00"


def test_two_visits_follow_each_other_by_road() -> None:
    assert clock(day(world(), "to A, to B")) == ["06:15:00", "06:25:00", "06:38:30", "06:52:00"]


def test_a_van_paid_by_the_hour_waits_at_home_rather_than_at_a_closed_door() -> None:
    spots = [place("H", "hub"), place("A", **BY_DAY), place("B"), place("C")]
    assert clock(day(world(spots), "to A")) == ["07:50:00", "08:00:00", "08:13:30"]


def test_trap_9_work_begins_before_or_after_the_midday_gap() -> None:
    spots = [place("H", "hub"), place("A", **BY_DAY), place("B"), place("C")]
    at_noon = replace(world(spots), settings=Settings(hub_cutoff_s=at("05:50")))
    assert clock(day(at_noon, "to A")) == ["11:50:00", "12:00:00", "12:13:30"]
    after = replace(world(spots), settings=Settings(hub_cutoff_s=at("05:50:01")))
    assert clock(day(after, "to A")) == ["13:20:00", "13:30:00", "13:43:30"]


def test_a_van_that_cannot_leave_later_waits_at_the_door() -> None:
    spots = [place("H", "hub", closes_s=at("07:00")), place("A", **BY_DAY), place("B"), place("C")]
    assert clock(day(world(spots), "to A")) == ["07:00:00", "07:10:00 08:00:00", "08:13:30"]


def test_trap_7_a_later_trip_waits_for_its_goods() -> None:
    # What comes from A is ready at 09:00 only.
    assert clock(day(world(), "to B", "from A"))[3:] == ["08:50:00", "09:00:00", "09:13:30"]


def test_trap_8_the_next_trip_waits_for_reloading() -> None:
    assert clock(day(world(reload_s=900), "to A", "to B"))[2:4] == ["06:38:30", "06:53:30"]


def test_a_village_delivers_and_collects_at_one_visit() -> None:
    found = day(world(), "to A, from A")
    # 20 parcels: 240 s.
    assert clock(found) == ["08:50:00", "09:00:00", "09:14:00"]


def test_a_van_waits_with_its_goods_outside_a_closed_base() -> None:
    spots = [place("H", "hub", opens_s=at("10:00")), place("A"), place("B"), place("C")]
    assert clock(day(world(spots, latest_s=at("11:00")), "from A")) == ["09:36:30", "09:46:30", "10:00:00"]
    early = replace(world(spots), consignments=tuple(
        replace(one, due_s=at("09:30")) for one in world().consignments
    ), settings=Settings(late_urmb_per_s=None))  # fmt: skip
    assert day(early, "from A") == Shortfall("due", 1800, "s")


def test_a_van_without_goods_may_return_to_a_closed_base() -> None:
    spots = [place("H", "hub", closes_s=at("06:30")), place("A"), place("B"), place("C")]
    assert clock(day(world(spots), "to A"))[-1] == "06:38:30"


# Rests


def test_a_day_no_longer_than_its_limit_needs_no_rest() -> None:
    assert clock(day(world(rest_after_s=1_410, rest_s=1_800), "to A")) == ["06:15:00", "06:25:00", "06:38:30"]


def test_a_longer_day_has_its_rest_before_the_limit() -> None:
    # To A and back takes 23:30; a second longer than allowed. The rest begins when the work at A ends.
    found = day(world(rest_after_s=1_409, rest_s=1_800), "to A")
    assert clock(found) == ["06:15:00", "06:25:00 rest 1800", "07:08:30"]


def test_a_rest_between_trips_is_taken_at_the_return() -> None:
    # 23:30 a trip. Resting at A would put the rest at 13:30, at the return at 23:30: both are before 25 minutes.
    found = day(world(rest_after_s=1_500, rest_s=600), "to A", "to B")
    assert isinstance(found, Day)
    assert sum(timed.rest_s for times in found.times for timed in times) == 600


def test_a_wait_does_for_a_rest() -> None:
    spots = [place("H", "hub"), place("A"), place("B", **BY_DAY), place("C")]
    links = [link("H", "A", minutes=10), link("B", "H", minutes=10), link("H", "C")]
    scenario = world(spots, links, rest_after_s=1_200, rest_s=600)
    # A closes the door to a later start: its work must begin by 07:00.
    shut = replace(scenario, places=(spots[0], place("A", closes_s=at("07:00")), *spots[2:]))
    found = day(shut, "to A, to B")
    assert clock(found) == ["06:50:00", "07:00:00 rest 600", "07:33:30 08:00:00", "08:13:30"]


def test_where_no_rest_fits_the_day_is_impossible() -> None:
    # The drive to A alone is longer than the van may go without a rest.
    assert day(world(rest_after_s=599, rest_s=60), "to A") == Shortfall("rest", 1_410 - 599, "s")


@pytest.mark.parametrize("afternoon", [1, 8], ids=["a short day", "a long day"])
def test_the_only_spot_for_a_rest_may_be_the_first_visit(afternoon: int) -> None:
    """The second visit has goods ready at 11:30, the third closes at noon, the afternoon has no minute to spare."""
    by_day = ((at("08:00"), at("12:00")), (at("13:30"), at("19:00")))

    def event(kind: str, travel_s: int = 0, work_s: int = 0, floor_s: int = 0) -> Event:
        windows = by_day if kind == "visit" else ((0, NEVER),)
        return Event(kind, travel_s, work_s, floor_s, NEVER, NEVER, windows, ())

    morning = [event("visit", 1_800, 300), event("visit", 600, 300, at("11:30")), event("visit", 600, 300)]
    later = [event("visit", 3_600, 300), *(event("visit", 600, 300) for _ in range(afternoon - 1))]
    events = [event("depart"), *morning, event("return", 3_000), event("depart"), *later, event("return", 1_800)]
    # From the second visit at 11:35, from the third at 11:50, back at 12:40, at the next place by 13:40.
    home_s = at("13:40") + 300 + (afternoon - 1) * 900 + 1_800
    kind = replace(
        an_instance(world()).fleets[0].type,
        latest_s=home_s,
        rest_after_s=int(0.9 * (home_s - at("11:00"))),
        rest_s=1_800,
        reload_s=0,
        urmb_per_s=0,
    )
    found = cheapest_times(events, kind)
    assert isinstance(found, list), found
    assert [number for number, timed in enumerate(found) if timed.rest_s] == [1]
    assert found[-1].begin_s == home_s


# What a day costs


def test_the_cost_of_a_day_is_its_parts() -> None:
    type_ = {"fixed_urmb": 1_000_000, "trip_urmb": 10_000, "urmb_per_m": 3, "urmb_per_s": 2, "overtime_urmb_per_s": 50}
    found = day(world(**type_, shift_s=2_800, max_overtime_s=100), "to A", "to B")
    assert isinstance(found, Day)
    # Two trips of 10 km and 23:30 each: 2,820 s, 20 s of them overtime.
    assert found.metres == 20_000
    assert found.cost_urmb == 1_000_000 + 2 * 10_000 + 3 * 20_000 + 2 * 2_820 + 50 * 20
    assert found.late_urmb == 0


def test_lateness_is_paid_by_parcel_and_second_from_the_begin_of_work() -> None:
    goods = tuple(replace(one, due_s=at("06:24:50")) for one in world().consignments)
    found = day(replace(world(), consignments=goods, settings=Settings(late_urmb_per_s=7)), "to A")
    assert isinstance(found, Day)
    assert found.late_urmb == 7 * 10 * 10
    assert found.cost_urmb == 700 + 1_410


def test_co2_is_in_the_price_of_a_metre() -> None:
    scenario = replace(world(urmb_per_s=0, co2_g_per_km=120), settings=Settings(co2_urmb_per_kg=500_000))
    found = day(scenario, "to A")
    assert isinstance(found, Day)
    assert found.cost_urmb == 60 * 10_000


# What makes a day impossible


@pytest.mark.parametrize(
    ("type_", "trips", "wrong"),
    [
        ({"max_trips": 1}, ["to A", "to B"], Shortfall("fleet", 1, "trips")),
        ({"range_m": 19_999}, ["to A", "to B"], Shortfall("range", 1, "m")),
        ({"shift_s": 1_300, "max_overtime_s": 100}, ["to A"], Shortfall("shift", 10, "s")),
        ({"latest_s": at("06:38:29")}, ["to A"], Shortfall("shift", 1, "s")),
        ({"capacity_ml": 49_999}, ["to A"], Shortfall("van_load", 1, "ml")),
        ({"capacity_g": 9_999}, ["to A"], Shortfall("van_load", 1, "g")),
    ],
)
def test_limits_of_the_van_are_kept_to_the_unit(type_: dict[str, int], trips: list[str], wrong: Shortfall) -> None:
    assert day(world(**type_), *trips) == wrong
    amount = next(iter(type_.values())) + wrong.amount
    assert isinstance(day(world(**{**type_, next(iter(type_)): amount}), *trips), Day)


def test_trap_8_the_peak_load_may_be_in_the_middle() -> None:
    room = {"capacity_ml": 100_000}
    assert isinstance(day(world(**room), "to A, to B, from A, from B"), Day)
    # C hands in before A and B have got theirs: 150 litres.
    assert day(world(**room), "from C, to A, to B") == Shortfall("van_load", 50_000, "ml")
    assert isinstance(day(world(**room), "to A, to B, from C"), Day)


def test_where_lateness_is_forbidden_work_begins_by_the_due_time() -> None:
    goods = tuple(replace(one, due_s=at("06:24:50")) for one in world().consignments)
    strict = replace(world(), consignments=goods, settings=Settings(late_urmb_per_s=None))
    assert day(strict, "to A") == Shortfall("due", 10, "s")


def test_a_village_that_is_closed_for_the_day_stops_the_trip() -> None:
    spots = [place("H", "hub"), place("A", closes_s=at("06:20")), place("B"), place("C")]
    assert day(world(spots), "to A") == Shortfall("opening", 300, "s")


def test_trap_6_goods_for_a_bus_are_put_down_in_time_to_be_sorted() -> None:
    scenario = world()
    instance = an_instance(scenario)
    goods = item(instance, "to A")

    def until(time: str) -> Day | Shortfall:
        task = task_between(instance, goods, 10, goods.origin, goods.destination, goods.available_s, at(time))
        return schedule_day(instance, instance.fleets[0], (Trip((goods.destination,), (task,)),))

    # The work at A ends at 06:28:30.
    assert isinstance(until("06:28:30"), Day)
    assert until("06:28:29") == Shortfall("transfer", 1, "s")


def test_broken_trips_are_told_by_rule() -> None:
    roads = [link("H", "A", oneway=True), link("H", "B"), link("B", "C")]
    instance = an_instance(world(links=roads, settings=Settings(leave_unreachable=True)))
    fleet, goods = instance.fleets[0], [whole_task(instance, one, 1) for one in instance.items]
    a, b = 1, 2

    def told_of(visits: tuple[int, ...], *tasks: Task) -> tuple[str, str]:
        found = schedule_day(instance, fleet, (Trip(visits, tasks),))
        assert isinstance(found, Shortfall)
        return found.rule, found.unit

    assert told_of((), goods[1]) == ("path", "stops")
    assert told_of((b, b), goods[1]) == ("path", "stops")
    assert told_of((b, 0), goods[1]) == ("path", "stops")
    assert told_of((b, 3), goods[1]) == ("path", "stops")  # nothing to do at C
    assert told_of((a,), goods[0]) == ("path", "roads")
    back = Task(goods[1].item, 1, b, b)
    assert told_of((b,), back) == ("reference", "loads")


def test_positions_count_the_departure_as_0() -> None:
    instance = an_instance(world())
    made = trip(instance, "to A, to B, from A")
    assert [positions(instance.fleets[0], made, task) for task in made.tasks] == [(0, 1), (0, 2), (1, 3)]
    assert trip_facts(instance, instance.fleets[0], made).metres == 15_000


def test_a_day_is_timed_once_for_each_fleet(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = an_instance(world())
    made = (trip(instance, "to A"),)
    first = schedule_day(instance, instance.fleets[0], made)
    assert schedule_day(instance, instance.fleets[0], made) is first
    other = replace(instance.fleets[0], index=1)
    assert schedule_day(instance, other, made) is not first
    monkeypatch.setattr("optimizer.vans._DAYS_KEPT", 1)
    schedule_day(instance, instance.fleets[0], (trip(instance, "to B"),))
    assert schedule_day(instance, instance.fleets[0], made) == first
    assert len(instance.timed_days) == 1


def test_the_least_that_a_day_takes_and_costs_is_what_it_does_without_any_waiting() -> None:
    """A trip to A: 20 minutes of driving, 210 s of work, 10 km. A rest only where the day is longer than an hour."""
    van_type = {"urmb_per_s": 1, "urmb_per_m": 2, "fixed_urmb": 7, "trip_urmb": 5}
    instance = an_instance(world(**van_type, reload_s=600, rest_after_s=3600, rest_s=900))
    fleet, one = instance.fleets[0], trip(instance, "to A")
    assert (trip_facts(instance, fleet, one).busy_s, trip_facts(instance, fleet, one).metres) == (1_410, 10_000)
    assert least_span_s(instance, fleet, (one, one)) == 2 * 1_410 + 600
    assert least_span_s(instance, fleet, (one, one, one)) == 3 * 1_410 + 2 * 600 + 900
    assert least_day_urmb(instance, fleet, (one, one)) == 7 + 2 * 5 + 2 * 2 * 10_000 + 2 * 1_410 + 600


def test_equal_trips_are_one_to_a_memory() -> None:
    instance = an_instance(world())
    first, second = trip(instance, "to A"), trip(instance, "to A")
    assert first is not second and first == second and hash(first) == hash(second)
    assert trip_facts(instance, instance.fleets[0], first) is trip_facts(instance, instance.fleets[0], second)
