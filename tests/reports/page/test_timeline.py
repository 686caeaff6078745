"""The timeline: bars at the right minute and of the right height."""

from __future__ import annotations

from dataclasses import replace

from reports.catalogue import translator
from reports.day import Report
from reports.day.stations import Shelf, StationBoard
from reports.page.content import days_of, refs_of
from reports.page.timeline import Clock, clock_of, shelf_picture, timeline


def test_the_clock_begins_and_ends_with_whole_hours() -> None:
    clock = Clock.around([7 * 3600 + 1, 9 * 3600 + 1])
    assert (clock.first_h, clock.last_h, clock.hours) == (7, 10, ("07:00", "08:00", "09:00"))
    assert clock.at(8 * 3600 + 90) == "61.5"


def test_a_day_without_vehicles_shows_all_its_hours() -> None:
    assert len(Clock.around([]).hours) == 24


def test_hours_pass_midnight() -> None:
    assert Clock.around([23 * 3600, 25 * 3600]).hours == ("23:00", "24:00")


def test_a_moment_on_the_hour_still_has_an_hour() -> None:
    assert Clock.around([7 * 3600]).minutes == 60


def test_rows_show_loads_against_room(report: Report) -> None:
    clock, refs = clock_of(report.manifests, report.trips), refs_of(report)
    made = timeline(clock, report.manifests, days_of(report.trips), refs, translator("en"))
    buses, vans = made.groups
    assert [row.label for row in buses.rows] == [sheet.run for sheet in report.manifests]
    feeder = next(row for row in buses.rows if row.label == "feeder")
    # 5 parcels of 10 litres fill its hold of 50 litres from 10:00 to 10:15; the clock begins at 07:00.
    assert (feeder.parcels, feeder.peak) == ("5", "100.0 %")
    assert (feeder.full, feeder.load) == ("M180 20V0H195V20z", "")
    idle = [row.label for row in buses.rows if row.label == "idle"]
    assert idle == []
    van = next(row for row in vans.rows if row.label == "van #1")
    # 7 parcels of 4,500 / 10 litres to the village, 2 back.
    assert van.parcels == "9"
    assert van.load.count("M") == 2


def test_a_load_lasts_until_the_next_departure(report: Report) -> None:
    sheet = report.trips[0]
    clock = clock_of(report.manifests, report.trips)
    made = timeline(clock, (), days_of(report.trips), refs_of(report), translator("en"))
    row = next(row for row in made.groups[0].rows if row.label == f"{sheet.vehicle.van} #1")
    assert f"H{clock.at(sheet.calls[1].depart_s)}V" in row.load


def test_a_trip_of_a_single_stop_has_no_bar(report: Report) -> None:
    """A plan that lost rows is shown all the same, and the checker's word on it."""
    one = replace(report.trips[0], calls=report.trips[0].calls[:1])
    made = timeline(clock_of(report.manifests, report.trips), (), [[one]], refs_of(report), translator("en"))
    (row,) = made.groups[0].rows
    assert (row.room, row.load, row.full) == ("", "", "")


def test_a_shelf_is_drawn_in_steps_below_its_limit() -> None:
    board = StationBoard("S", (), (), (Shelf(3600, 50), Shelf(7200, 0)), 100, ())
    picture = shelf_picture(Clock(0, 3), board)
    # The limit of 100 lies one fifth of itself below the top, 50 waiting parcels at half of it.
    assert picture.limit == f"{100 - 100 / 1.2:.1f}"
    assert picture.steps == f"M0 100H60V{100 - 50 / 1.2:.1f}H120V100.0H180V100z"
    assert shelf_picture(Clock(0, 3), StationBoard("S", (), (), (), None, ())).limit is None


def test_a_little_can_be_seen(report: Report) -> None:
    # 5 parcels of 50 litres are an eighth of the first hold; 1 of 10 litres in 4,500 would be 0.04 units high.
    clock = clock_of(report.manifests, report.trips)
    made = timeline(clock, (), days_of(report.trips), refs_of(report), translator("en"))
    bars = [bar for row in made.groups[0].rows for bar in row.load.split("z") if bar]
    assert min(20 - float(bar.split("V")[1].split("H")[0]) for bar in bars) == 1
