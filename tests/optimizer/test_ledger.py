"""The ledger of the buses: what fits by segment, bags and dwell, hand-worked and against brute force."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks import Ride
from optimizer.instance import Instance
from optimizer.ledger import BusLedger
from optimizer.vans import Shortfall
from scenarios.generate import tiny_scenario
from scenarios.settings import Settings
from scenarios.types import Run, Strategy
from tests.builders import call, consignment, county, places, run
from tests.core_builders import an_instance, item, ride_in_words

LINE = "HABCD"


def line(calls: list[dict[str, Any]] | None = None, **bus: Any) -> Run:
    """One bus H - A - B - C - D, a call every ten minutes."""
    more = calls or [{}] * len(LINE)
    return run("r", *(call(spot, f"07:{10 * n:02}", **more[n]) for n, spot in enumerate(LINE)), **bus)


def world(*runs: Run, settings: Settings | None = None, **sizes: int) -> Instance:
    """Consignments of 100 parcels between all places of the line, named by their ends."""
    pairs = [(a, b) for a in LINE for b in LINE if a != b]
    goods = [consignment(a + b, a, b, 100, **sizes) for a, b in pairs]
    spots = places(hub="H", stations="C", villages="A B D")
    scenario = county(spots, runs=runs, consignments=goods, settings=settings, strategy="bus")
    return an_instance(scenario, exhaustive=True)


def ride(instance: Instance, words: str) -> tuple[Ride, ...]:
    """The ride with these words, alone."""
    table = instance.network.timetable
    ways = itertools.chain.from_iterable(instance.network.itineraries.values())
    return (next(ride for way in ways for ride in way.rides if ride_in_words(table, ride) == words),)


class Bus:
    """A ledger that is spoken to in the words of rides and the ends of consignments."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.ledger = instance, BusLedger(instance)

    def most(self, words: str, ends: str) -> int:
        return self.ledger.most(ride(self.instance, words), item(self.instance, ends))

    def add(self, words: str, ends: str, parcels: int) -> None:
        self.ledger.add(ride(self.instance, words), item(self.instance, ends), parcels)

    def shortfall(self, words: str, ends: str, parcels: int) -> tuple[str, int, str] | None:
        wrong = self.ledger.shortfall(ride(self.instance, words), item(self.instance, ends), parcels)
        return None if wrong is None else (wrong.rule, wrong.amount, wrong.unit)


# Holds


@pytest.mark.parametrize(
    ("hold", "most", "wrong"),
    [
        ({"hold_ml": 50_000}, 10, ("hold", 5_000, "ml")),
        ({"hold_ml": 54_999}, 10, ("hold", 1, "ml")),
        ({"hold_g": 7_500}, 7, ("hold", 3_500, "g")),
        ({"hold_pieces": 3}, 3, ("hold", 8, "parcels")),
        ({"hold_ml": 50_000, "haircut_pct": 30}, 7, ("hold", 20_000, "ml")),
        ({"hold_pieces": 3, "haircut_pct": 30}, 2, ("hold", 9, "parcels")),
        ({"hold_ml": 50_000, "hold_g": 4_000, "hold_pieces": 5}, 4, ("hold", 5_000, "ml")),
    ],
)
def test_trap_1_and_3_millilitres_grams_and_pieces_bind_at_once_after_the_haircut(
    hold: dict[str, int], most: int, wrong: tuple[str, int, str]
) -> None:
    bus = Bus(world(line(**hold)))
    assert bus.most("r 0-1", "HA") == most
    assert bus.shortfall("r 0-1", "HA", most) is None
    assert bus.shortfall("r 0-1", "HA", 11) == wrong


def test_trap_1_room_freed_at_a_call_is_usable_from_that_call_on() -> None:
    bus = Bus(world(line(hold_pieces=10)))
    bus.add("r 0-2", "HB", 10)
    assert bus.most("r 1-3", "AC") == 0
    assert bus.most("r 2-3", "BC") == 10
    bus.add("r 2-4", "BD", 4)
    assert bus.most("r 2-3", "BC") == 6


def test_the_fullest_segment_of_a_ride_decides() -> None:
    bus = Bus(world(line(hold_pieces=10)))
    bus.add("r 1-2", "AB", 3)
    bus.add("r 2-3", "BC", 7)
    assert [bus.most(words, ends) for words, ends in (("r 0-1", "HA"), ("r 0-2", "HB"), ("r 0-4", "HD"))] == [10, 7, 3]


def there_and_back() -> Instance:
    """The bus goes on to D and straight back to H, past A."""
    out = line(block="b", hold_pieces=10)
    back = run("back", call("D", "08:00"), call("A", "08:30"), call("H", "09:00"), block="b", hold_pieces=4)
    return world(out, back)


def test_trap_2_a_ride_through_a_layover_fills_both_runs() -> None:
    bus = Bus(there_and_back())
    words = "r 2-4 + back 0-2"
    assert bus.most(words, "BH") == 4
    bus.add(words, "BH", 3)
    assert (bus.most("r 2-3", "BC"), bus.most("back 0-1", "DA"), bus.most("r 0-2", "HB")) == (7, 1, 10)
    assert bus.shortfall("back 0-1", "DA", 2) == ("hold", 1, "parcels")


# Bags and dwell


def dwell(limits: dict[int, int] | None = None, budget_s: int = 86_400, per_bag: int = 25) -> Bus:
    """A bus with dwell limits at some calls and a budget."""
    calls = [{"dwell_limit_s": (limits or {}).get(n)} for n in range(len(LINE))]
    return Bus(world(line(calls, dwell_budget_s=budget_s), settings=Settings(parcels_per_bag=per_bag)))


def test_trap_4_handling_at_a_call_takes_20_seconds_and_6_a_bag() -> None:
    # Three bags of 25 take 38 s.
    bus = dwell({1: 38})
    assert bus.most("r 0-1", "HA") == 75
    assert bus.shortfall("r 0-1", "HA", 76) == ("dwell_call", 6, "s")


def test_trap_4_unloading_and_loading_share_one_dwell() -> None:
    bus = dwell({1: 38})
    bus.add("r 0-1", "HA", 50)
    assert bus.most("r 1-2", "AB") == 25
    bus.add("r 1-2", "AB", 1)
    assert bus.most("r 1-4", "AD") == 0
    assert bus.most("r 1-2", "AB") == 24  # they share the bag


def test_bags_are_pooled_for_goods_with_the_same_calls_and_ends_only() -> None:
    instance = world(line([{}, {"dwell_limit_s": 26}, {}, {}, {}]))
    twin = replace(item(instance, "HA"), index=99, consignment="twin", brand="other")
    ledger = BusLedger(instance)
    rides = ride(instance, "r 0-1")
    ledger.add(rides, item(instance, "HA"), 10)
    assert ledger.most(rides, twin) == 15
    assert ledger.most(rides, replace(twin, destination=item(instance, "HB").destination)) == 0


def test_goods_that_stay_or_came_aboard_are_bagged_apart_and_not_handled_at_the_layover() -> None:
    instance = there_and_back()
    bus = Bus(instance)
    bus.add("r 2-4 + back 0-2", "BH", 3)
    handled = bus.ledger._bags
    assert {call: bags for call, bags in handled.items() if bags} == {(0, 2): 1, (1, 2): 1}


def test_trap_4_the_budget_of_a_run_covers_the_calls_on_the_way_only() -> None:
    # HD is handled at the first and last call only; each of the others takes 26 s at a call on the way.
    bus = dwell(budget_s=60)
    assert bus.most("r 0-4", "HD") == 100
    bus.add("r 0-1", "HA", 5)
    bus.add("r 2-4", "BD", 5)
    assert bus.most("r 0-3", "HC") == 0
    assert bus.shortfall("r 0-3", "HC", 1) == ("dwell_run", 26 + 26 + 26 - 60, "s")
    # Another bag at A takes 6 of the 8 s left, a second one is too much.
    assert bus.most("r 0-1", "HA") == 45
    assert bus.shortfall("r 0-1", "HA", 46) == ("dwell_run", 4, "s")


def test_what_is_already_over_a_limit_stops_only_goods_that_add_to_it() -> None:
    bus = dwell({1: 38}, budget_s=60)
    bus.add("r 0-1", "HA", 90)  # 4 bags: 44 s, over the limit of the call
    assert bus.most("r 0-1", "HA") == 10  # the fourth bag has room
    assert bus.most("r 0-4", "HD") == 100


def test_shortfalls_name_the_run_and_the_call() -> None:
    bus = dwell({1: 20})
    wrong = bus.ledger.shortfall(ride(bus.instance, "r 0-1"), item(bus.instance, "HA"), 1)
    assert wrong == Shortfall("dwell_call", 6, "s", "run r call 1")


# Properties


def state(ledger: BusLedger) -> list[object]:
    """Everything a ledger knows, without zeros."""
    counters = [{key: n for key, n in counter.items() if n} for counter in (ledger._bags, ledger._run_s)]
    groups = {call: {key: n for key, n in group.items() if n} for call, group in ledger._groups.items()}
    holds = [[list(run) for run in free] for free in (ledger._free_ml, ledger._free_g, ledger._free_pieces)]
    return [holds, counters, {call: group for call, group in groups.items() if group}]


def bookable(seed: int) -> tuple[Instance, list[tuple[int, tuple[Ride, ...]]]]:
    """A tiny scenario and all (item, rides) that its goods may take."""
    instance = an_instance(replace(tiny_scenario(seed), strategy=Strategy.SHARED), exhaustive=True)
    found = [(one.index, way.rides) for one in instance.items for way in instance.ways(one) if way.rides]
    return instance, list(dict.fromkeys(found))


WORLDS = [found for seed in range(40) if len((found := bookable(seed))[1]) >= 3][:12]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_given_back_leaves_no_trace(data: st.DataObject) -> None:
    instance, known = data.draw(st.sampled_from(WORLDS))
    ledger = BusLedger(instance)
    before = data.draw(st.lists(st.tuples(st.sampled_from(known), st.integers(1, 30)), max_size=4))
    booked = data.draw(st.lists(st.tuples(st.sampled_from(known), st.integers(1, 30)), min_size=1, max_size=6))
    for (index, rides), parcels in before:
        ledger.add(rides, instance.items[index], parcels)
    untouched = state(ledger)
    for (index, rides), parcels in booked:
        ledger.add(rides, instance.items[index], parcels)
    for (index, rides), parcels in data.draw(st.permutations(booked)):
        ledger.add(rides, instance.items[index], -parcels)
    assert state(ledger) == untouched


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_most_that_fits_is_the_last_number_without_a_shortfall(data: st.DataObject) -> None:
    instance, known = data.draw(st.sampled_from(WORLDS))
    ledger = BusLedger(instance)
    for index, rides in data.draw(st.lists(st.sampled_from(known), max_size=5)):
        fits = ledger.most(rides, instance.items[index])
        ledger.add(rides, instance.items[index], data.draw(st.integers(0, fits)))
    index, rides = data.draw(st.sampled_from(known))
    one = instance.items[index]
    fitting = [n for n in range(1, one.parcels + 1) if ledger.shortfall(rides, one, n) is None]
    assert ledger.most(rides, one) == len(fitting)
    assert fitting == list(range(1, len(fitting) + 1))
