"""A feed's day: every run kept or left out for a reason, whatever is wrong with the rows."""

import datetime
import sys
from pathlib import Path

import pytest

from networks.importers.cargo import read_cargo
from networks.importers.faults import SourceError
from networks.importers.gtfs import import_gtfs
from networks.importers.part import read_part, write_part
from scenarios.errors import RoadpostError
from scenarios.types import Place, PlaceKind
from tests.networks.importers.gtfs.feeds import SOUND, a_feed, calls_of, imported, noted, runs_of, times, zipped


def test_a_sound_feed_gives_its_runs_calls_and_stops(tmp_path: Path) -> None:
    made = imported(tmp_path)
    assert (made.runs_in, made.runs_kept, dict(made.left_out)) == (2, 2, {})
    assert made.day == datetime.date(2026, 3, 2)  # the first of the days with two runs
    assert calls_of(made, "T1") == [("hub", "08:00"), ("v1", "08:10"), ("v2", "08:20"), ("town", "08:40")]
    assert made.part.calls is not None and list(made.part.calls["depart"])[:2] == ["", "08:11"]
    assert made.part.runs is not None
    first = made.part.runs.iloc[0]
    assert (first["line"], first["operator"], first["direction"]) == ("7", "County Buses", "Town")
    assert (first["dates"], first["shared"]) == ("2026-03-02", "yes")
    assert made.part.places is not None and set(made.part.places["kind"]) == {"stop"}


def test_what_is_imported_can_be_written_and_read_again(tmp_path: Path) -> None:
    made = imported(tmp_path)
    write_part(made.part, made.notes, tmp_path / "buses")
    again = read_part(tmp_path / "buses")
    for name, table in made.part.tables().items():
        assert again.tables()[name].equals(table)


def test_a_folder_and_an_archive_with_a_folder_inside_are_feeds_too(tmp_path: Path) -> None:
    (tmp_path / "unpacked").mkdir()
    for name, text in SOUND.items():
        (tmp_path / "unpacked" / name.upper().replace(".TXT", ".txt")).write_text(text, "utf-8")
    nested = zipped(tmp_path / "nested.zip", {f"my feed/{name}": text for name, text in SOUND.items()})
    assert runs_of(import_gtfs(tmp_path / "unpacked")) == runs_of(import_gtfs(nested)) == ["T1", "T2"]


def test_marks_blanks_case_and_unknown_columns_do_not_matter(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = dict(SOUND)
    trips = '\ufeffTrip_ID , route_id,note,service_id\r\n T1 ,R,"a, b", week \r\n\r\nT2,R,,week\r\n'
    files["trips.txt"] = trips.encode()
    assert runs_of(import_gtfs(zipped(tmp_path / "f.zip", files))) == ["T1", "T2"]


# Which day


def test_the_busiest_day_is_the_first_with_the_most_runs(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nextra,20260314,1\nweek,20260302,2\n"
    trips = SOUND["trips.txt"] + "".join(f"R,extra,X{n},,\n" for n in range(3))
    rows = "".join(f"X{n},1{n}:00:00,1{n}:00:00,hub,1\nX{n},1{n}:30:00,1{n}:30:00,v1,2\n" for n in range(3))
    made = imported(tmp_path, trips=trips, stop_times=SOUND["stop_times.txt"] + rows, calendar_dates=dates)
    assert (made.day, made.runs_in) == (datetime.date(2026, 3, 14), 3)


def test_a_day_of_the_feeds_own_validity_is_taken(tmp_path: Path) -> None:
    info = "feed_publisher_name,feed_start_date,feed_end_date\nX,20260311,20260320\n"
    assert imported(tmp_path, feed_info=info).day == datetime.date(2026, 3, 11)


def test_a_validity_without_any_run_is_not_believed(tmp_path: Path) -> None:
    info = "feed_publisher_name,feed_start_date,feed_end_date\nX,20250101,20250201\n"
    assert imported(tmp_path, feed_info=info).day == datetime.date(2026, 3, 2)


def test_a_feed_without_end_does_not_take_for_ever(tmp_path: Path) -> None:
    calendar = SOUND["calendar.txt"].replace("20260301,20260331", "19000101,99991231")
    assert imported(tmp_path, calendar=calendar).runs_in == 2


def test_exceptions_alone_are_a_calendar(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nweek,20260307,1\n"
    assert imported(tmp_path, calendar=None, calendar_dates=dates).day == datetime.date(2026, 3, 7)


def test_a_service_that_is_added_and_removed_on_one_day_does_not_run(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nweek,20260304,2\nweek,20260304,1\n"
    with pytest.raises(SourceError, match="2026-03-04.*expected a day on which runs.*busiest day is 2026-03-02"):
        imported(tmp_path, "2026-03-04", calendar_dates=dates)


def test_without_any_calendar_a_day_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"calendar.txt or calendar_dates.txt.*--date"):
        imported(tmp_path, calendar=None)
    made = imported(tmp_path, "2026-03-07", calendar=None, calendar_dates="")
    assert (made.runs_kept, noted(made, "warning")) == (2, {"no calendar": 1})


def test_calendar_rows_that_make_no_sense_are_noted_by_row(tmp_path: Path) -> None:
    calendar = SOUND["calendar.txt"] + "x,1,1,1,1,1,1,1,2026-02-30,20260331\nweek,1,1,1,1,1,1,1,20260331,20260301\n"
    dates = "service_id,date,exception_type\nweek,20260309,3\n"
    made = imported(tmp_path, calendar=calendar, calendar_dates=dates)
    rows = {(note.source, note.row) for note in made.notes.listed() if note.kind != "count" and note.row}
    assert {("calendar.txt", 3), ("calendar.txt", 4), ("calendar_dates.txt", 2)} <= rows


# Times


def test_blank_times_are_filled_in_by_distance(tmp_path: Path) -> None:
    """Hub to town are 0.4 degrees east in 40 minutes, so each 0.1 degree takes 10."""
    made = imported(
        tmp_path, stop_times=times("T1 8:00:00 - hub 1", "T1 - - v1 2", "T1 - - v2 3", "T1 - 8:40:00 town 4")
    )
    assert calls_of(made, "T1") == [("hub", "08:00"), ("v1", "08:10"), ("v2", "08:20"), ("town", "08:40")]
    assert noted(made, "guess")["blank times filled in as the crow flies"] == 2


def test_the_feeds_own_distances_come_first(tmp_path: Path) -> None:
    rows = "T1,8:00:00,8:00:00,hub,1,0\nT1,,,v1,2,30\nT1,8:40:00,8:40:00,town,3,40\n"
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
    made = imported(tmp_path, stop_times=header + rows)
    assert calls_of(made, "T1")[1] == ("v1", "08:30")


def test_a_loop_is_followed_along_its_shape(tmp_path: Path) -> None:
    """Out to the town and back on the same road: v1 is called at a quarter and at three quarters of the way."""
    points = [(115.0, 1), (115.2, 2), (115.4, 3), (115.2, 4), (115.0, 5)]
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    shapes += "".join(f"S,36.00,{lon},{seq}\n" for lon, seq in reversed(points))
    trips = "route_id,service_id,trip_id,shape_id\nR,week,T1,S\n"
    rows = ["T1 8:00:00 - hub 1", "T1 - - v1 5", "T1 - - town 9", "T1 - - v1 10", "T1 9:20:00 - hub 11"]
    made = imported(tmp_path, trips=trips, stop_times=times(*reversed(rows)), shapes=shapes)
    assert calls_of(made, "T1") == [
        ("hub", "08:00"), ("v1", "08:10"), ("town", "08:40"), ("v1", "09:10"), ("hub", "09:20"),
    ]  # fmt: skip
    assert noted(made, "guess")["blank times filled in along the shape"] == 3


def test_a_shape_that_is_elsewhere_is_not_used(tmp_path: Path) -> None:
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nS,37,116,1\nS,37,117,2\nS,x,y,3\n"
    trips = "route_id,service_id,trip_id,shape_id\nR,week,T1,S\n"
    rows = times("T1 8:00:00 - hub 1", "T1 - - v1 2", "T1 8:40:00 - town 3")
    made = imported(tmp_path, trips=trips, stop_times=rows, shapes=shapes)
    assert noted(made, "guess")["blank times filled in as the crow flies"] == 1
    assert noted(made, "left_out") == {"point of a shape that is none": 1}


def test_hours_go_on_after_midnight(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        stop_times=times("T1 23:50:00 - hub 1", "T1 0:10:00 - v1 2", "T2 24:20:00 - hub 1", "T2 25:00:00 - v1 2"),
    )
    assert calls_of(made, "T1")[1] == ("v1", "24:10")
    assert calls_of(made, "T2") == [("hub", "24:20"), ("v1", "25:00")]
    assert noted(made, "guess")["time after midnight that begins anew at 00:00"] == 1


def test_an_evening_time_in_a_morning_is_a_mistake_and_no_midnight(tmp_path: Path) -> None:
    rows = ["T1 8:00:00 - hub 1", "T1 21:10:00 - v1 2", "T1 8:20:00 - v2 3", "T1 8:40:00 - town 4"]
    made = imported(tmp_path, stop_times=times(*rows))
    assert [time for _, time in calls_of(made, "T1")] == ["08:00", "08:10", "08:20", "08:40"]


def test_one_wrong_time_is_filled_in_anew_and_noted(tmp_path: Path) -> None:
    rows = ["T1 8:00:00 - hub 1", "T1 18:10:00 - v1 2", "T1 8:20:00 - v2 3", "T1 8:40:00 - town 4"]
    made = imported(tmp_path, stop_times=times(*rows))
    assert calls_of(made, "T1")[1] == ("v1", "08:10")
    (note,) = (note for note in made.notes.listed() if note.kind == "warning")
    assert (note.source, note.row, note.what) == ("stop_times.txt", 3, "time that runs backward, taken as blank")


def test_unsorted_rows_gaps_and_texts_that_are_no_times(tmp_path: Path) -> None:
    rows = [
        "T1 8:40:00 - town 90",
        "T2 9:00:00 - town 1",
        "T1 soon - v1 30",
        "T1 8:00:00 8:00:00 hub 5",
        "T2 9:40:00 - hub 2",
    ]
    made = imported(tmp_path, stop_times=times(*rows))
    assert calls_of(made, "T1") == [("hub", "08:00"), ("v1", "08:10"), ("town", "08:40")]
    assert noted(made, "warning") == {"time that is none, taken as blank": 1}


def test_calls_without_time_at_an_end_are_left_out(tmp_path: Path) -> None:
    made = imported(
        tmp_path, stop_times=times("T1 - - hub 1", "T1 8:10:00 - v1 2", "T1 8:20:00 - v2 3", "T1 - - town 4")
    )
    assert calls_of(made, "T1") == [("v1", "08:10"), ("v2", "08:20")]
    assert noted(made, "left_out")["call without time before the first or after the last"] == 2


def test_a_sequence_that_is_there_twice_is_one_call_or_two(tmp_path: Path) -> None:
    rows = ["T1 8:00:00 - hub 1", "T1 8:00:00 - hub 1", "T1 8:10:00 - v1 1", "T1 8:20:00 - v2 x"]
    made = imported(tmp_path, stop_times=times(*rows[:3], "T1 8:20:00 - v2 2"))
    assert [place for place, _ in calls_of(made, "T1")] == ["hub", "v1", "v2"]
    made = imported(tmp_path, stop_times=times(*rows))
    assert [place for place, _ in calls_of(made, "T1")] == ["hub", "v1", "v2"]
    assert noted(made, "warning") == {"stop_sequence that is none": 1}


# Runs that cannot be used


def test_every_run_that_is_left_out_has_a_reason(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id\n" + "".join(
        f"{route},week,{trip}\n"
        for route, trip in (
            ("R", "good"), ("R", "good"), ("train", "rail"), ("R", "empty"), ("R", "one"), ("R", "timeless"),
            ("R", "still"), ("R", "late"), ("R", "double"),
        )
    )  # fmt: skip
    rows = times(
        "good 8:00:00 - hub 1", "good 8:30:00 - v1 2", "rail 8:00:00 - hub 1", "rail 8:30:00 - v1 2",
        "one 8:00:00 - hub 1", "one 8:30:00 - nowhere 2", "timeless 8:00:00 - hub 1", "timeless - - v1 2",
        "still 8:00:00 - hub 1", "still 9:00:00 - hub 2", "late 47:00:00 - hub 1", "late 48:30:00 - v1 2",
        "double 8:00:00 - hub 4", "double 8:30:00 - v1 6",
    )  # fmt: skip
    routes = SOUND["routes.txt"] + "train,A,IC,2\n"
    made = imported(tmp_path, trips=trips, stop_times=rows, routes=routes)
    assert runs_of(made) == ["good"]
    assert dict(made.left_out) == {
        "trip_id that is there twice": 1,
        "not a bus (route_type 2)": 1,
        "no rows in stop_times.txt": 1,
        "fewer than two calls at known stops": 1,
        "fewer than two calls with times": 1,
        "all calls at one place": 1,
        "under way after 48:00": 1,
        "the same as another run of the line": 1,
    }
    assert made.runs_in == 9 == made.runs_kept + sum(made.left_out.values())


def test_dangling_references_are_noted(tmp_path: Path) -> None:
    trips = SOUND["trips.txt"] + "lost,week,T3,,\nR,never,T4,,\nR,week,,,\n"
    rows = SOUND["stop_times.txt"] + "T3,10:00:00,,hub,1\nT3,10:30:00,,v1,2\nT3,10:40:00,,gone,3\n"
    made = imported(tmp_path, trips=trips, stop_times=rows)
    assert runs_of(made) == ["T1", "T2", "T3"]
    assert noted(made, "guess")["route that is not in routes.txt"] == 1
    assert noted(made, "left_out") == {
        "trip without id": 1,
        "trips of a service without calendar": 1,
        "call at a stop without position or not in stops.txt": 1,
    }


def test_two_buses_may_run_at_the_same_time_if_their_blocks_say_so(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,block_id\nR,week,a,1\nR,week,b,2\nR,week,c,2\n"
    rows = times(
        *(f"{trip} {time} - {stop}" for trip in "abc" for time, stop in (("8:00:00", "hub 1"), ("8:30:00", "v1 2")))
    )
    made = imported(tmp_path, trips=trips, stop_times=rows)
    assert (runs_of(made), dict(made.left_out)) == (["a", "b"], {"the same as another run of the line": 1})


def test_a_block_that_is_used_twice_at_once_becomes_two(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,block_id\nR,week,a,B\nR,week,b,B\nR,week,c,B\n"
    rows = times(
        "a 8:00:00 - hub 1", "a 9:00:00 - v1 2", "b 8:30:00 - hub 1", "b 9:30:00 - v1 2", "c 9:00:00 - v1 1",
        "c 10:00:00 - hub 2",
    )  # fmt: skip
    made = imported(tmp_path, trips=trips, stop_times=rows)
    assert made.part.runs is not None
    assert dict(zip(made.part.runs["id"], made.part.runs["block"], strict=True)) == {"a": "B", "b": "B~2", "c": "B"}
    assert noted(made, "warning") == {"block of runs that overlap": 1}


# Frequencies


def test_a_headway_becomes_departures(tmp_path: Path) -> None:
    frequencies = (
        "trip_id,start_time,end_time,headway_secs,exact_times\nT1,6:00:00,7:00:00,1200,0\nT1,7:00:00,7:30:00,1800,0\n"
    )
    made = imported(tmp_path, frequencies=frequencies)
    assert runs_of(made) == ["T1@06:00", "T1@06:20", "T1@06:40", "T1@07:00", "T2"]
    assert made.runs_in == made.runs_kept == 5
    assert calls_of(made, "T1@06:20")[-1] == ("town", "07:00")
    assert noted(made, "guess")["departures of a headway, taken as exact"] == 1


def test_exact_departures_are_no_guess(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs,exact_times\nT1,6:00:00,7:00:00,1800,1\n"
    assert "departures of a headway, taken as exact" not in noted(imported(tmp_path, frequencies=frequencies), "guess")


def test_frequencies_that_make_no_sense_are_noted_and_their_trip_left_out(tmp_path: Path) -> None:
    header = "trip_id,start_time,end_time,headway_secs"
    rows = (header, "T1,6:00:00,7:00:00,0", "T1,7:00:00,6:00:00,600", "T9,6:00:00,7:00:00,9")
    frequencies = "\n".join(rows)
    made = imported(tmp_path, frequencies=frequencies)
    assert (runs_of(made), dict(made.left_out)) == (["T2"], {"frequencies that cannot be read": 1})
    assert noted(made, "left_out")["frequency of a trip that is not in trips.txt"] == 1


def test_a_headway_of_a_second_is_refused(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nT1,0:00:00,40:00:00,1\n"
    with pytest.raises(SourceError, match=r"frequencies.txt, row 2: .*at most 100,000"):
        imported(tmp_path, frequencies=frequencies)


# Stops


def test_platforms_become_their_station_and_waiting_there_one_call(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S,Station,36.0,115.0,1,\nhub,Platform 1,36.0,115.0001,0,S\nv1,Platform 2,,,0,S\nv2,Village,36.0,115.2,,\n"
        "loop,Loop,36.1,115.1,0,loop\nodd,Odd,36.1,115.3,0,none\n"
    )
    rows = times(
        "T1 8:00:00 - hub 1", "T1 8:05:00 - v1 2", "T1 8:20:00 - v2 3", "T1 8:30:00 - loop 4", "T1 8:50:00 - odd 5"
    )
    made = imported(tmp_path, stops=stops, stop_times=rows)
    assert calls_of(made, "T1") == [("S", "08:00"), ("v2", "08:20"), ("loop", "08:30"), ("odd", "08:50")]
    assert made.part.calls is not None and made.part.calls["depart"].iloc[0] == "08:05"
    assert noted(made, "warning") == {"parent_station in a circle": 1, "parent_station that is no stop": 1}


def test_stops_without_a_position_lose_their_calls(tmp_path: Path) -> None:
    stops = SOUND["stops.txt"].replace("36.00,115.10", "0,0").replace("36.00,115.20", "115.20,36.00")
    made = imported(tmp_path, stops=stops)
    assert [place for place, _ in calls_of(made, "T1")] == ["hub", "town"]
    assert noted(made, "left_out")["stop without a position"] == 2


def test_ids_that_a_scenario_may_not_have_are_changed(tmp_path: Path) -> None:
    long = "t" * 90
    trips = f"route_id,service_id,trip_id\nR,week,{long}\nR,week,=1+1\n"
    rows = times(f"{long} 8:00:00 - hub 1", f"{long} 8:30:00 - v1 2", "=1+1 9:00:00 - hub 1", "=1+1 9:30:00 - v1 2")
    made = imported(tmp_path, trips=trips, stop_times=rows)
    assert all(len(run) <= 64 and run[0] != "=" for run in runs_of(made))
    write_part(made.part, made.notes, tmp_path / "out")


def test_calls_where_nobody_gets_on_or_off_take_no_goods(tmp_path: Path) -> None:
    rows = "T1,8:00:00,,hub,1,0,1\nT1,8:10:00,,v1,2,2,0\nT1,8:40:00,,town,3,1,0\n"
    made = imported(
        tmp_path,
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n" + rows,
    )
    assert made.part.calls is not None
    assert list(made.part.calls["load"]) == ["", "", "no"]
    assert list(made.part.calls["unload"]) == ["no", "", ""]
    assert noted(made, "guess")["calls on request"] == 1


def test_stops_at_the_users_places_become_them(tmp_path: Path) -> None:
    places = (
        Place("V1", "the village", PlaceKind.VILLAGE, 115.1003, 36.0),
        Place("V2", "Village 2 stop", PlaceKind.VILLAGE, 115.205, 36.0),
        Place("town", "another town", PlaceKind.STATION, 116.0, 36.0),
    )
    made = import_gtfs(a_feed(tmp_path), places=places)
    assert [place for place, _ in calls_of(made, "T1")] == ["hub", "V1", "V2", "stop town"]
    assert made.part.places is not None and list(made.part.places["id"]) == ["hub", "stop town"]
    whats = noted(made, "guess")
    assert (whats["stop taken as a place (nearest)"], whats["stop taken as a place (same name)"]) == (1, 1)


def test_amap_coordinates_are_turned_into_wgs84(tmp_path: Path) -> None:
    made = import_gtfs(a_feed(tmp_path), coordinates="gcj02")
    assert made.part.places is not None
    assert 0.002 < 115.0 - float(made.part.places["lon"].iloc[0]) < 0.01


# What buses may carry


def test_a_cargo_table_beats_the_defaults_and_lines_beat_types(tmp_path: Path) -> None:
    cargo = tmp_path / "cargo.csv"
    cargo.write_text(
        "line,route_type,hold_l,hold_kg,shared,goods\n,,500,90,,\n7,,,100,no,ordinary cold\n9,,1,1,,\n", "utf-8"
    )
    made = import_gtfs(a_feed(tmp_path), cargo=read_cargo(cargo))
    assert made.part.runs is not None
    first = made.part.runs.iloc[0]
    assert tuple(first[["hold_l", "hold_kg", "shared", "goods"]]) == ("500", "100", "no", "ordinary cold")
    assert noted(made, "guess") == {}
    assert noted(made, "warning") == {"cargo row that no run of the day fits": 1}


def test_holds_that_nobody_gave_are_guesses(tmp_path: Path) -> None:
    made = imported(tmp_path)
    assert made.part.runs is not None and made.part.calls is not None
    assert set(made.part.runs["hold_l"]) == {"800"} and set(made.part.runs["fee_rmb"]) == {""}
    assert list(made.part.calls["dwell_limit_s"][:4]) == ["", "60", "60", ""]
    assert noted(made, "guess") == {"hold of the buses of a line": 1}


def test_a_train_named_in_the_cargo_table_is_kept(tmp_path: Path) -> None:
    cargo = tmp_path / "cargo.csv"
    cargo.write_text("route_type,hold_l,hold_kg\n2,5000,900\n", "utf-8")
    feed = a_feed(tmp_path, routes=SOUND["routes.txt"].replace(",3\n", ",2\n"))
    assert import_gtfs(feed, cargo=read_cargo(cargo)).runs_kept == 2
    with pytest.raises(SourceError, match=r"no run of the day that can be used.*2 not a bus \(route_type 2\)"):
        import_gtfs(feed)


# Files


def test_all_missing_files_and_columns_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as missing:
        import_gtfs(a_feed(tmp_path, stops=None, trips=None))
    assert missing.value.number == 2
    with pytest.raises(SourceError, match="trips.txt, row 1, column service_id.*\n?"):
        import_gtfs(a_feed(tmp_path, trips="route_id,trip_id\nR,T1\n"))


def test_empty_optional_files_do_no_harm(tmp_path: Path) -> None:
    empty = dict.fromkeys(("agency", "frequencies", "shapes", "feed_info", "calendar_dates"), "")
    assert imported(tmp_path, **empty).runs_kept == 2
    assert imported(tmp_path, frequencies="trip_id,start_time,end_time,headway_secs\n").runs_kept == 2


def test_rows_of_another_length_are_noted(tmp_path: Path) -> None:
    made = imported(tmp_path, stops=SOUND["stops.txt"] + "x,X\nhub,Hub again,36,115,more,cells\n")
    assert noted(made, "warning") == {"row of another length than the header": 2}
    assert noted(made, "left_out")["stop_id that is there twice"] == 1


def test_binary_junk_in_a_table_is_refused(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**SOUND, "stops.txt": b"stop_id\x00\x01\x02"}
    with pytest.raises(SourceError, match="stops.txt"):
        import_gtfs(zipped(tmp_path / "f.zip", files))


def test_an_old_encoding_and_semicolons_are_read(tmp_path: Path) -> None:
    stops = SOUND["stops.txt"].replace("Town", "Zürich Münster").replace(",", ";").encode("cp1252")
    made = import_gtfs(zipped(tmp_path / "f.zip", {**SOUND, "stops.txt": stops}))
    assert made.part.places is not None and "Zürich Münster" in set(made.part.places["name"])
    assert noted(made, "warning") == {"text that is neither UTF-8 nor GB18030": 1}


def test_a_departure_may_not_take_the_name_of_a_trip(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nT1,6:00:00,7:00:00,1800\nT1,6:30:00,7:00:00,600\n"
    trips = SOUND["trips.txt"].replace("T2", "T1@06:00")
    made = imported(
        tmp_path, frequencies=frequencies, trips=trips, stop_times=SOUND["stop_times.txt"].replace("T2", "T1@06:00")
    )
    assert runs_of(made) == ["T1@06:00", "T1@06:30", "T1@06:40", "T1@06:50", "T1@06:00~"]
    assert dict(made.left_out) == {"the same as another run of the line": 1}


def test_paths_that_leave_the_archive_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="leads out of the archive"):
        import_gtfs(zipped(tmp_path / "f.zip", {**SOUND, "../shapes.txt": "x"}))


def test_a_table_that_grows_beyond_a_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("networks.importers.gtfs.feed.MOST_ROWS", 5)
    with pytest.raises(SourceError, match=r"stop_times.txt, row 7: .*at most 5 rows"):
        imported(tmp_path)
    monkeypatch.setattr("networks.importers.gtfs.feed.MOST_TABLE_BYTES", 100)
    with pytest.raises(SourceError, match="at most"):
        imported(tmp_path)


def test_rows_of_other_days_count_for_no_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("networks.importers.gtfs.feed.MOST_ROWS", 6)
    trips = SOUND["trips.txt"] + "R,never,T3,,\n"
    rows = SOUND["stop_times.txt"] + "T3,10:00:00,,hub,1\n" * 20
    assert imported(tmp_path, trips=trips, stop_times=rows).runs_kept == 2


def test_the_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gtfs_kit", None)
    with pytest.raises(RoadpostError, match=r"needs the library gtfs_kit.*roadpost\[geo\]"):
        imported(tmp_path)
