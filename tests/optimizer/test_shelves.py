"""Shelf space at transfer places: how long goods wait there, and how many more have room."""

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.instance import Instance
from optimizer.shelves import Shelves, Wait, shelf_room, waits
from tests.builders import at, call, consignment, county, link, place, run, van
from tests.core_builders import AT_ONCE, an_instance, in_words

H, S, A = 0, 1, 2


def world(room: int | None = 10) -> Instance:
    """Bus H 07:00 - S 08:00, on to A by bus at 09:00 or by van; back from A by van to S and the bus at 12:00."""
    return an_instance(
        county(
            [place("H", "hub"), place("S", "station", storage_parcels=room), place("A")],
            [link("S", "A")],
            [
                run("r", call("H", "07:00"), call("S", "08:00")),
                run("q", call("S", "09:00"), call("A", "10:00")),
                run("back", call("S", "12:00"), call("H", "13:00")),
            ],
            [van("v", "S")],
            [consignment("in", "H", "A"), consignment("out", "A", "H", ready_s=at("08:30"))],
            AT_ONCE,
        ),
        exhaustive=True,
    )


def waits_of(instance: Instance, words: str) -> list[Wait]:
    for one in instance.items:
        for way in instance.ways(one):
            if in_words(instance.network, way) == words:
                return waits(instance, one, way)
    raise LookupError(words)


def test_between_two_buses_goods_wait_from_arrival_to_departure() -> None:
    assert waits_of(world(), "r 0-1, q 0-1") == [Wait(S, at("08:00"), at("09:00"))]


def test_goods_for_a_van_may_wait_until_the_end_of_the_day() -> None:
    instance = world()
    assert waits_of(instance, "r 0-1, van S-A") == [Wait(S, at("08:00"), instance.latest_s)]


def test_goods_that_a_van_brings_may_wait_from_when_they_are_available() -> None:
    assert waits_of(world(), "van A-S, back 0-1") == [Wait(S, at("08:30"), at("12:00"))]


def test_no_shelf_is_needed_without_a_transfer() -> None:
    instance = an_instance(
        county(
            [place("H", "hub"), place("A")],
            [link("H", "A")],
            [run("r", call("H", "07:00"), call("A", "08:00"))],
            [van("v", "H")],
            [consignment("c", "H", "A")],
        )
    )
    assert [waits(instance, instance.items[0], way) for way in instance.ways(instance.items[0])] == [[], []]


def test_trap_6_room_is_what_the_fullest_moment_of_the_wait_leaves() -> None:
    shelves = Shelves(world(10))
    shelves.add([Wait(S, 100, 200)], 4)
    shelves.add([Wait(S, 150, 300)], 3)
    rooms = {(0, 50): 10, (0, 101): 6, (120, 130): 6, (120, 160): 3, (200, 250): 7, (299, 400): 7, (300, 400): 10}
    assert {wait: shelves.room(Wait(S, *wait)) for wait in rooms} == rooms


def test_who_leaves_makes_room_for_who_comes_at_the_same_moment() -> None:
    shelves = Shelves(world(10))
    shelves.add([Wait(S, 100, 200)], 10)
    assert shelves.room(Wait(S, 200, 300)) == shelves.room(Wait(S, 50, 100)) == 10
    assert shelves.room(Wait(S, 199, 300)) == shelves.room(Wait(S, 50, 101)) == 0


def test_an_overfull_shelf_has_no_room_but_no_less_than_none() -> None:
    shelves = Shelves(world(10))
    shelves.add([Wait(S, 100, 200)], 15)
    assert shelves.room(Wait(S, 0, 300)) == 0


def test_what_is_taken_off_again_leaves_room() -> None:
    shelves = Shelves(world(10))
    shelves.add([Wait(S, 100, 200)], 9)
    shelves.add([Wait(S, 100, 200)], -9)
    assert shelves.room(Wait(S, 100, 200)) == 10


def test_a_place_without_a_limit_always_has_room() -> None:
    shelves = Shelves(world(None))
    shelves.add([Wait(S, 100, 200)], 10**6)
    assert shelves.room(Wait(S, 100, 200)) >= 10**9


def test_a_way_has_the_room_of_its_fullest_shelf() -> None:
    instance = world(10)
    shelves = Shelves(instance)
    shelves.add([Wait(S, at("08:30"), at("08:31"))], 8)
    one = instance.items[0]
    rooms = {in_words(instance.network, way): shelf_room(instance, shelves, one, way) for way in instance.ways(one)}
    assert rooms == {"r 0-1, q 0-1": 2, "r 0-1, van S-A": 2}


spans = st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(1, 5)).map(
    lambda drawn: (Wait(S, drawn[0], drawn[0] + drawn[1]), drawn[2])
)


@settings(max_examples=80, deadline=None)
@given(st.lists(spans, max_size=6), spans)
def test_room_is_what_counting_every_second_gives(held: list[tuple[Wait, int]], new: tuple[Wait, int]) -> None:
    shelves = Shelves(world(12))
    for wait, parcels in held:
        shelves.add([wait], parcels)
    peak = max(
        sum(parcels for wait, parcels in held if wait.from_s <= second < wait.to_s)
        for second in range(new[0].from_s, new[0].to_s)
    )
    assert shelves.room(new[0]) == max(0, 12 - peak)
