"""Boards, trip sheets and villages of the plan with a bit of everything, worked out by hand."""

from reports.day import Report
from reports.day.stations import StationBoard
from reports.day.trips import TripSheet
from reports.journeys import Vehicle
from tests.builders import at

TRIKE = Vehicle(van="trike", number=1, trip=1)


def board(report: Report, place: str) -> StationBoard:
    return next(found for found in report.stations if found.place == place)


def trip(report: Report, vehicle: Vehicle) -> TripSheet:
    return next(found for found in report.trips if found.vehicle == vehicle)


def test_goods_from_a_bus_may_leave_after_hand_over_sorting_transfer_time_and_buffer(rich: Report) -> None:
    onward = board(rich, "S").transfers[0]
    assert (onward.came, onward.goes, onward.amount.parcels) == (Vehicle(run="r1"), TRIKE, 10)
    assert (onward.put_down_s, onward.leaves_s) == (at("07:40"), at("08:30"))
    assert onward.ready_s == at("07:40") + 60 + 10 * 11 + 20 * 60 + 15 * 60
    assert onward.slack_s == 12 * 60 + 10


def test_goods_that_change_buses_at_the_hub_are_on_its_board(rich: Report) -> None:
    (change,) = board(rich, "H").transfers
    assert (change.came, change.goes) == (Vehicle(run="r2"), Vehicle(run="r3"))


def test_the_shelf_is_empty_before_and_after_and_holds_what_waits_between(rich: Report) -> None:
    # The e-trike is back at 08:54:42 with 4 parcels, which go on the bus of 15:30.
    steps = [(step.time_s, step.parcels) for step in board(rich, "S").shelf]
    assert steps == [(at("07:40"), 10), (at("08:30"), 0), (at("08:54:42"), 4), (at("15:30"), 0)]
    assert (board(rich, "S").peak, board(rich, "S").storage_parcels) == (10, 12)


def test_a_departure_closes_by_the_cut_off_of_its_place(rich: Report) -> None:
    closes = {row.vehicle: row.closes_s for row in board(rich, "H").loadings if row.takes}
    assert closes[Vehicle(run="r1")] == at("06:45")
    assert {row.closes_s for row in board(rich, "S").loadings if row.vehicle == TRIKE and row.takes} == {at("08:25")}


def test_a_board_lists_departures_and_arrivals_by_time(rich: Report) -> None:
    times = [row.time_s for row in board(rich, "H").loadings]
    assert times == sorted(times)
    assert {row.takes for row in board(rich, "H").loadings} == {True, False}


def test_goods_left_behind_stand_on_the_board_of_their_origin(rich: Report) -> None:
    assert [(lot.consignment.id, lot.parcels) for lot in board(rich, "H").left] == [("barred", 2)]


def test_a_van_trip_knows_when_all_that_it_loads_is_ready(rich: Report) -> None:
    assert trip(rich, TRIKE).ready_s == at("08:17:50")
    assert trip(rich, Vehicle(van="van", number=1, trip=1)).ready_s == at("06:15")


def test_a_van_is_fullest_in_the_middle_where_it_has_collected_before_it_has_delivered(rich: Report) -> None:
    # 20 parcels from the base, 10 more at E, of 5 litres each; 160 litres fit.
    calls = trip(rich, Vehicle(van="van", number=1, trip=1)).calls
    assert [call.aboard.parcels for call in calls] == [20, 30, 10, 0]
    assert calls[1].fill == max(call.fill for call in calls) == 150_000 / 160_000


def test_a_trip_counts_its_roads_one_way_streets_and_all(rich: Report) -> None:
    calls = trip(rich, Vehicle(van="van", number=1, trip=2)).calls
    assert [call.metres for call in calls] == [0, 9_000, 9_500]


def test_a_village_knows_what_comes_when_and_what_is_late(rich: Report) -> None:
    village = next(found for found in rich.villages if found.place == "F")
    visits = [(visit.time_s, visit.vehicle.trip, visit.late) for visit in village.visits]
    assert visits == [(at("06:53:30"), 1, 0), (at("12:12"), 2, 12)]
    assert (village.mode, village.brought.parcels, village.collected.parcels) == ("van", 32, 0)


def test_a_village_knows_what_it_has_to_have_ready(rich: Report) -> None:
    village = next(found for found in rich.villages if found.place == "E")
    (visit,) = village.visits
    assert (visit.time_s, [lot.consignment.id for lot in visit.collects]) == (at("06:45"), ["back"])


def test_a_village_that_nothing_reaches_is_listed_if_it_has_parcels(rich: Report) -> None:
    village = next(found for found in rich.villages if found.place == "B")
    assert [lot.parcels for lot in village.left_in] == [2]
    assert village.mode == "bus"  # `change` is collected there


def test_villages_without_parcels_are_not_listed(rich: Report) -> None:
    assert {village.place for village in rich.villages} == set("ABCDEFGK")
