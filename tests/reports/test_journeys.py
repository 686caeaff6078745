"""Every parcel is followed load by load; what is sorted first goes first."""

from optimizer.costs.reading import Reading
from optimizer.plan import BusLoad, Plan, VanLoad, VanStop
from reports.journeys import Journey, journeys_of, releases
from reports.ways import Way, count_ways, way_of
from scenarios import Scenario
from tests.builders import at, call, consignment, county, place, places, plan, run, stop, van
from tests.optimizer.rich_plan import rich_county, rich_plan


def followed(scenario: Scenario, made: Plan) -> tuple[Journey, ...]:
    return journeys_of(Reading(scenario, made))


def in_words(journey: Journey) -> str:
    legs = [f"{leg.vehicle.run or leg.vehicle.van} {leg.move.from_place}-{leg.move.to_place}" for leg in journey.legs]
    return f"{journey.consignment.id} {journey.parcels}: {', '.join(legs)}" + ("" if journey.arrived else " (stuck)")


def test_every_way_of_the_plan_with_a_bit_of_everything_is_followed() -> None:
    assert sorted(map(in_words, followed(rich_county(), rich_plan()))) == [
        "back 10: van E-H",
        "change 6: r2 B-H, r3 H-K",
        "direct 10: r5 H-A",
        "direct 20: r1 H-A",
        "far 20: van H-F",
        "feeder 4: trike D-S, r6 S-H",
        "fish 5: cold H-G",
        "onward 10: r1 H-S, trike S-C",
        "second 12: van H-F",
        "through 8: r1 A-B, r2 B-H",
    ]


def test_a_ride_through_a_layover_is_one_bus() -> None:
    ways = {found.consignment.id: way_of(found) for found in followed(rich_county(), rich_plan())}
    assert (ways["through"], ways["change"], ways["onward"]) == (Way.BUS, Way.BUS_BUS, Way.BUS_VAN)


def two_buses() -> Scenario:
    """A great load reaches the station at 08:00, a small one at 08:30; sorting takes a minute a parcel."""
    return county(
        (*places(hub="H", villages="A"), place("S", "station", sort_s_per_parcel=60)),
        runs=[
            run("big", call("H", "07:00"), call("S", "08:00")),
            run("small", call("H", "07:30"), call("S", "08:30")),
        ],
        vans=[van("t", "S")],
        consignments=[consignment("c", "H", "A", 105)],
    )


def tour(trip: int, leaves: str, reaches: str, returns: str) -> list[VanStop]:
    """A trip of the van from the station to the village and back."""
    spots = (("S", leaves), ("A", reaches), ("S", returns))
    return [stop("t", 1, trip, seq, spot, time) for seq, (spot, time) in enumerate(spots)]


def test_a_small_load_that_came_later_goes_first_if_it_is_sorted_first() -> None:
    # The hundred are free at 08:00 + 1 + 100 + 35 min = 10:16, the five at 08:30 + 1 + 5 + 35 = 09:11.
    made = plan(
        [BusLoad("big", 0, 1, "c", 100), BusLoad("small", 0, 1, "c", 5)],
        [*tour(1, "09:20", "09:30", "09:50"), *tour(2, "11:00", "11:10", "12:00")],
        [VanLoad("t", 1, 1, 0, 1, "c", 5), VanLoad("t", 1, 2, 0, 1, "c", 100)],
    )
    assert [in_words(found) for found in followed(two_buses(), made)] == [
        "c 5: small H-S, t S-A", "c 100: big H-S, t S-A",
    ]  # fmt: skip


def test_of_loads_that_are_sorted_one_after_the_other_the_earlier_goes_first() -> None:
    made = plan(
        [BusLoad("big", 0, 1, "c", 5), BusLoad("small", 0, 1, "c", 100)],
        [*tour(1, "09:20", "09:30", "09:50"), *tour(2, "11:00", "11:10", "12:00")],
        [VanLoad("t", 1, 1, 0, 1, "c", 5), VanLoad("t", 1, 2, 0, 1, "c", 100)],
    )
    assert [in_words(found) for found in followed(two_buses(), made)] == [
        "c 5: big H-S, t S-A", "c 100: small H-S, t S-A",
    ]  # fmt: skip


def test_the_release_of_a_load_is_that_of_its_last_parcel() -> None:
    made = plan(
        [BusLoad("big", 0, 1, "c", 100), BusLoad("small", 0, 1, "c", 5)],
        tour(1, "11:00", "11:10", "12:00"),
        [VanLoad("t", 1, 1, 0, 1, "c", 105)],
    )
    found = followed(two_buses(), made)
    released = releases(Reading(two_buses(), made), found)
    # Loads 0 and 1 are the buses': ready at midnight, and 15 minutes of cut-off at the hub.
    assert dict(released) == {0: at("00:15"), 1: at("00:15"), 2: at("10:16")}


def test_parcels_that_nobody_takes_on_are_stuck() -> None:
    made = plan([BusLoad("small", 0, 1, "c", 5)])
    assert [in_words(found) for found in followed(two_buses(), made)] == ["c 5: small H-S (stuck)"]


def test_parcels_that_come_from_nowhere_begin_where_they_are_taken_on() -> None:
    made = plan([], tour(1, "11:00", "11:10", "12:00"), [VanLoad("t", 1, 1, 0, 1, "c", 5)])
    assert [in_words(found) for found in followed(two_buses(), made)] == ["c 5: t S-A"]


def test_what_does_not_arrive_is_left_whatever_the_plan_says_of_it() -> None:
    made = plan([BusLoad("small", 0, 1, "c", 5)])
    reading = Reading(two_buses(), made)
    assert count_ways(reading, journeys_of(reading)) == {"c": {Way.LEFT: 105}}
