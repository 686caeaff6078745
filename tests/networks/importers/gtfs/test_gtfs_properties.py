"""Whatever is damaged in a feed: it is refused in words, or imported with every run accounted for."""

import io
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from networks.importers.gtfs import import_gtfs
from networks.importers.gtfs.along import by_given, on_line
from networks.importers.gtfs.calendar import read_calendar
from networks.importers.gtfs.feed import open_feed
from networks.importers.gtfs.stops import Stop
from networks.importers.gtfs.times import TimedCall, fill
from networks.importers.notes import Notes
from networks.importers.part import read_part, write_part
from scenarios.errors import RoadpostError
from tests.networks.importers.gtfs.feeds import SOUND, zipped

FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\nT2,9:00:00,12:00:00,1800,0\n"
SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nS,36,115,1\nS,36,115.4,2\n"
FILES = {**SOUND, "frequencies.txt": FREQUENCIES, "shapes.txt": SHAPES}
ODD = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "99999999999",
        "nan",
        "x",
        "T1",
        "hub",
        "=1",
        "25:61:00",
        "47:59:59",
        "8:00",
        "20269999",
        "é村\u200b",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(FILES)), st.integers(0, 30), st.integers(0, 10), ODD), max_size=6))
@example([("stop_times.txt", 6, 1, "47:59:59")])  # an arrival more than a day after its departure
def test_damaged_cells_never_crash_an_import(tmp_path: Path, damage: list[tuple[str, int, int, str]]) -> None:
    tables = {name: [line.split(",") for line in text.splitlines()] for name, text in FILES.items()}
    for name, row, column, text in damage:
        rows = tables[name]
        cells = rows[row % len(rows)]
        cells[column % len(cells)] = text
    content = {name: "\n".join(",".join(cells) for cells in rows) for name, rows in tables.items()}
    try:
        made = import_gtfs(zipped(tmp_path / "feed.zip", content))
    except RoadpostError as error:
        assert str(error)
        return
    assert made.runs_in == made.runs_kept + sum(made.left_out.values()) > 0
    left = Counter(note.what for note in made.notes.listed() if note.what.startswith("run: "))
    assert set(left) == {f"run: {reason}" for reason in made.left_out}
    assert made.part.calls is not None and made.part.runs is not None
    assert set(made.part.calls["run"]) == set(made.part.runs["id"])
    if made.runs_kept:
        write_part(made.part, made.notes, tmp_path / "out")
        read_part(tmp_path / "out")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=8), st.data())
def test_places_on_a_line_run_forward_and_lie_on_it(corners: list[tuple[int, int]], data: st.DataObject) -> None:
    line = np.array(corners, dtype=np.float64)
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    far = sorted(data.draw(st.lists(st.floats(0, 1), min_size=2, max_size=6)))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    points = np.array([[np.interp(share * length, along, line[:, axis]) for axis in (0, 1)] for share in far])
    found = on_line(line, points)
    assert found is not None and all(one <= other + 1e-9 for one, other in pairwise(found))
    again = np.array([[np.interp(metres, along, line[:, axis]) for axis in (0, 1)] for metres in found])
    assert np.abs(again - points).max() < 1e-4


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, max_size=12))
def test_times_that_are_filled_in_run_forward_between_those_given(steps: list[tuple[int, bool]]) -> None:
    stop = Stop("s", "S", 0.0, 0.0)
    along = np.cumsum([step for step, _ in steps]).tolist()
    last = len(steps) - 1
    calls = []
    for place, (_, known) in enumerate(steps):
        time_s = 60 * place if known or place in (0, last) else None
        calls.append(TimedCall(place, stop, True, True, time_s, time_s))
    full = fill(calls, lambda: along)
    times = [call.arrive_s for call in full]
    assert times == sorted(times) and len(full) == len(calls)
    assert all(call.arrive_s is None or call.arrive_s == one.arrive_s for call, one in zip(calls, full, strict=True))


@pytest.mark.parametrize("texts", [["1", ""], ["2", "1"], ["1", "1"], []])
def test_distances_that_are_no_distances_are_not_used(texts: list[str]) -> None:
    assert by_given(texts) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.text("01", min_size=7, max_size=7), st.integers(1, 28), st.integers(0, 40)),
        min_size=1, max_size=3,
    ),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 28), st.sampled_from("12")), max_size=4),
)  # fmt: skip
def test_the_busiest_day_is_that_of_looking_at_every_day(
    tmp_path: Path, regular: list[tuple[str, str, int, int]], exceptions: list[tuple[str, int, str]]
) -> None:
    import datetime

    begin = datetime.date(2026, 3, 1)
    rows = io.StringIO()
    rows.write(SOUND["calendar.txt"].splitlines()[0] + "\n")
    for service, days, start, length in regular:
        first = begin + datetime.timedelta(start)
        last = first + datetime.timedelta(length)
        rows.write(f"{service},{','.join(days)},{first:%Y%m%d},{last:%Y%m%d}\n")
    dates = "service_id,date,exception_type\n" + "".join(f"{s},202603{day:02},{kind}\n" for s, day, kind in exceptions)
    path = zipped(tmp_path / "feed.zip", {**SOUND, "calendar.txt": rows.getvalue(), "calendar_dates.txt": dates})
    runs = {"a": 2, "b": 3}
    with open_feed(path, Notes()) as feed:
        calendar = read_calendar(feed)
        every = [begin + datetime.timedelta(day) for day in range(70)]
        numbers = {day: sum(runs[service] for service in calendar.services_on(day) or ()) for day in every}
        best = max(numbers.values())
        if best:
            assert calendar.choose("busiest", runs, Notes()) == min(day for day in every if numbers[day] == best)
        else:
            with pytest.raises(RoadpostError, match="no day on which a run operates"):
                calendar.choose("busiest", runs, Notes())
