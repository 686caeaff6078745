"""Whatever the plan, sound or spoilt: manifests, sheets, boards and accounts sum to it, to the parcel and the fen."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings

from optimizer.costs import cost
from optimizer.plan import BusLoad
from reports.day import Report
from reports.day.amounts import Amount, amount_of, total
from reports.journeys import legs_of
from reports.ways import Way
from scenarios import PlaceKind
from tests.reports.random_plans import MOST_SEEDS, any_reports, valid_report, valid_reports

CENTRES = (PlaceKind.HUB, PlaceKind.STATION)
quickly = settings(max_examples=30, deadline=None)


def sound_rows(report: Report) -> list[BusLoad]:
    """The rows of the plan that name what exists; the checker sets the others aside, and so do costs and sheets."""
    return report.reading.sieve.bus_loads


@quickly
@given(any_reports())
def test_manifests_hold_every_parcel_that_the_plan_puts_on_and_takes_off_at_each_call(report: Report) -> None:
    on: Counter[tuple[str, int, str]] = Counter()
    off: Counter[tuple[str, int, str]] = Counter()
    for row in sound_rows(report):
        on[row.run, row.board, row.consignment] += row.parcels * (not row.came_aboard)
        off[row.run, row.leave, row.consignment] += row.parcels * (not row.stays_aboard)
    shown_on: Counter[tuple[str, int, str]] = Counter()
    shown_off: Counter[tuple[str, int, str]] = Counter()
    for sheet in report.manifests:
        for call in sheet.calls:
            for shown, groups in ((shown_on, call.on), (shown_off, call.off)):
                for bags in groups:
                    for lot in bags.lots:
                        shown[sheet.run, call.position, lot.consignment.id] += lot.parcels
    assert (shown_on, shown_off) == (+on, +off)


@quickly
@given(any_reports())
def test_the_hold_between_calls_is_the_sum_of_the_loads_that_span_them(report: Report) -> None:
    for sheet in report.manifests:
        for call in sheet.calls[:-1]:
            aboard = total(
                Amount.of(report.reading.consignments[row.consignment], row.parcels)
                for row in sound_rows(report)
                if row.run == sheet.run and row.board <= call.position < row.leave
            )
            if not any(row.run == sheet.run and row.stays_aboard for row in sound_rows(report)):
                assert call.aboard == aboard
            assert call.room.ml == report.reading.runs[sheet.run].usable_ml - call.aboard.ml


@quickly
@given(valid_reports)
def test_what_is_aboard_changes_by_what_is_put_on_and_taken_off(report: Report) -> None:
    for sheet in report.manifests:
        for before, after in pairwise(sheet.calls):
            change = total(bags.amount for bags in after.on) - total(bags.amount for bags in after.off)
            assert after.aboard == before.aboard + change


@quickly
@given(any_reports())
def test_trip_sheets_hold_every_parcel_of_every_van(report: Report) -> None:
    planned: Counter[tuple[str, int, int, int, str]] = Counter()
    for row in report.reading.sieve.van_loads:
        planned[row.van, row.number, row.trip, row.load_seq, row.consignment] += row.parcels
        planned[row.van, row.number, row.trip, row.unload_seq, row.consignment] -= row.parcels
    shown: Counter[tuple[str, int, int, int, str]] = Counter()
    for sheet in report.trips:
        vehicle = sheet.vehicle
        for call in sheet.calls:
            for lots, sign in ((call.on, 1), (call.off, -1)):
                for lot in lots:
                    key = (vehicle.van, vehicle.number, vehicle.trip, call.seq, lot.consignment.id)
                    shown[key] += sign * lot.parcels
    assert {key: n for key, n in shown.items() if n} == {key: n for key, n in planned.items() if n}


@quickly
@given(any_reports())
def test_a_van_comes_home_empty(report: Report) -> None:
    assert all(sheet.calls[-1].aboard == Amount() for sheet in report.trips)


@quickly
@given(any_reports())
def test_van_trips_drive_the_metres_that_the_costs_count(report: Report) -> None:
    assert sum(sheet.metres for sheet in report.trips) == report.costs.van_m


@quickly
@given(any_reports())
def test_boards_hold_all_that_is_put_on_and_taken_off_at_hubs_and_stations(report: Report) -> None:
    kinds = {place.id: place.kind for place in report.scenario.places}
    for takes in (True, False):
        moved: Counter[str] = Counter()
        for move in report.reading.moves:
            place, counts = (move.from_place, move.put_on) if takes else (move.to_place, move.taken_off)
            if counts and kinds[place] in CENTRES:
                moved[place] += move.parcels
        shown = {
            board.place: sum(row.amount.parcels for row in board.loadings if row.takes is takes)
            for board in report.stations
        }
        assert {place: n for place, n in shown.items() if n} == dict(moved)


@quickly
@given(valid_reports)
def test_transfers_take_on_all_that_was_put_down_for_them(report: Report) -> None:
    coming: Counter[str] = Counter()
    for stay in report.reading.stays:
        coming[stay.place] += sum(move.parcels for move in stay.comes)
    shown = Counter({board.place: sum(row.amount.parcels for row in board.transfers) for board in report.stations})
    assert +shown == +coming


@quickly
@given(valid_reports)
def test_no_transfer_of_a_valid_plan_leaves_before_it_is_sorted_and_no_shelf_is_left_full(report: Report) -> None:
    for board in report.stations:
        assert all(row.slack_s >= 0 for row in board.transfers)
        assert not board.shelf or board.shelf[-1].parcels == 0
        assert all(step.parcels >= 0 for step in board.shelf)
        assert board.storage_parcels is None or board.peak <= board.storage_parcels


@quickly
@given(valid_reports)
def test_no_van_of_a_valid_plan_departs_before_all_that_it_loads_is_ready(report: Report) -> None:
    assert all(sheet.ready_s is None or sheet.ready_s <= sheet.departs_s for sheet in report.trips)


@quickly
@given(any_reports())
def test_the_journeys_through_a_load_are_its_parcels(report: Report) -> None:
    ridden: Counter[int] = Counter()
    for journey in report.journeys:
        for leg in journey.legs:
            ridden[leg.index] += journey.parcels
    assert ridden == Counter({leg.index: leg.move.parcels for leg in legs_of(report.reading)})


@quickly
@given(valid_reports)
def test_villages_get_and_give_all_that_is_carried_for_them_and_know_what_is_left(report: Report) -> None:
    villages = {village.place: village for village in report.villages}
    for name, village in villages.items():
        given_in = sum(item.parcels for item in report.scenario.consignments if item.destination == name)
        given_out = sum(item.parcels for item in report.scenario.consignments if item.origin == name)
        assert village.brought.parcels + sum(lot.parcels for lot in village.left_in) == given_in
        assert village.collected.parcels + sum(lot.parcels for lot in village.left_out) == given_out


@quickly
@given(any_reports())
def test_accounts_sum_to_every_part_of_the_cost_and_to_its_total_in_fen(report: Report) -> None:
    costs = cost(report.scenario, report.plan)
    parts: Counter[str] = Counter()
    for item in report.accounts:
        parts[item.part] += item.fen
    assert {part: fen for part, fen in parts.items() if fen} == {p: fen for p, fen in costs.in_fen().items() if fen}
    assert sum(item.fen for item in report.accounts) == costs.total_fen


@quickly
@given(valid_reports)
def test_no_account_is_off_by_a_fen_and_none_is_nobodys(report: Report) -> None:
    assert all(item.fen >= 0 and item.brand for item in report.accounts)


@quickly
@given(valid_reports)
def test_accounts_count_the_parcels_that_are_paid_for(report: Report) -> None:
    counted: Counter[str] = Counter()
    for item in report.accounts:
        counted[item.part] += item.parcels
    boarded = sum(row.parcels for row in report.plan.bus_loads if not row.came_aboard)
    assert counted["bus_fees"] == boarded
    assert counted["unserved"] == sum(report.plan.left_behind().values())
    assert counted["handling"] * report.scenario.settings.handling_urmb == report.costs.handling
    assert counted["commission"] * report.scenario.settings.commission_urmb == report.costs.commission


@quickly
@given(valid_reports)
def test_each_brand_pays_by_its_own_parcels_what_the_rule_of_the_part_says(report: Report) -> None:
    items = {item.id: item for item in report.scenario.consignments}
    for brand in {item.brand for item in items.values()}:
        fees = sum(
            row.parcels * report.reading.runs[row.run].fee_urmb
            for row in report.plan.bus_loads
            if items[row.consignment].brand == brand and not row.came_aboard
        )
        fen = sum(item.fen for item in report.accounts if item.brand == brand and item.part == "bus_fees")
        lines = sum(item.brand == brand and item.part == "bus_fees" for item in report.accounts)
        assert abs(fen - fees / 10_000) <= lines


def test_the_random_plans_are_of_every_sort() -> None:
    """Else the tests above would say little: buses, vans, transfers, layovers and goods left behind all turn up."""
    reports = [valid_report(seed) for seed in range(MOST_SEEDS)]
    assert all(report.violations == () for report in reports)
    ways = {way for report in reports for way, parcels in report.measures.parcels_by_way.items() if parcels}
    assert ways == set(Way)
    assert any(sheet.came for report in reports for sheet in report.manifests)
    assert any(board.transfers for report in reports for board in report.stations)
    assert any(amount_of(call.on).parcels for report in reports for sheet in report.trips for call in sheet.calls[1:])
