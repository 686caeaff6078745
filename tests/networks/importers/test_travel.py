"""Measured travel: kept as measured, both directions apart, gaps filled by the quickest way and marked."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.importers import travel as module
from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from networks.importers.part import Part, write_part
from networks.importers.travel import FILLED, GIVEN, MEASURED, TravelOptions, import_travel
from tests.networks.importers.books import workbook

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "longkou"


def imported(folder: Path, text: str, **options: object) -> tuple[Part, Notes]:
    (folder / "m.csv").write_text(text, "utf-8")
    return import_travel(folder / "m.csv", TravelOptions(**options))  # type: ignore[arg-type]


def rows(part: Part) -> dict[tuple[str, str], tuple[str, str, str]]:
    assert part.travel is not None
    return {
        (row["from"], row["to"]): (row["km"], row["minutes"], row["source"]) for row in part.travel.to_dict("records")
    }


def faults(folder: Path, text: str, **options: object) -> list[str]:
    with pytest.raises(SourceError) as caught:
        imported(folder, text, **options)
    return [str(fault) for fault in caught.value.faults]


def test_gaps_are_filled_by_the_quickest_way_and_marked(tmp_path: Path) -> None:
    # a-c by b takes 3 + 4 minutes and 12 km; the direct road of c-a is slower than by b, and stays as measured.
    part, notes = imported(tmp_path, "from,to,km,minutes\na,b,2,3\nb,a,2,3.5\nb,c,10,4\nc,b,10,4\nc,a,3,60\n")
    assert rows(part) == {
        ("a", "b"): ("2", "3", MEASURED),
        ("b", "a"): ("2", "3.5", MEASURED),
        ("b", "c"): ("10", "4", MEASURED),
        ("c", "b"): ("10", "4", MEASURED),
        ("c", "a"): ("3", "60", MEASURED),
        ("a", "c"): ("12", "7", FILLED),
    }
    assert notes.totals("guess") == {"pair not measured, filled by the quickest way": 1}


def test_of_equally_quick_ways_the_shorter_fills(tmp_path: Path) -> None:
    part, _ = imported(tmp_path, "from,to,km,minutes\na,b,5,1\nb,d,5,1\na,c,2,1\nc,d,2,1\n")
    assert rows(part)["a", "d"] == ("4", "2", FILLED)


def test_a_place_that_cannot_be_reached_is_told_and_not_made_up(tmp_path: Path) -> None:
    part, notes = imported(tmp_path, "from,to,km,minutes\na,b,1,1\n")
    assert list(rows(part)) == [("a", "b")]
    assert [note.detail for note in notes.listed() if note.kind == "warning"] == ["b to a"]


@pytest.mark.parametrize(
    ("header", "line", "km", "minutes"),
    [
        ("起点,终点,里程（米）,时间（秒）", "a,b,1500,90", "1.5", "1.5"),
        ("origin_id;destination;distance_m;duration_s", "a;b;1500;90", "1.5", "1.5"),
        ("from\tto\tmeters\tseconds", "a\tb\t1500\t90", "1.5", "1.5"),
        ("From,To,Distance (km),Time (h)", "a,b,1.5km,0.025", "1.5", "1.5"),
        ("from,to,km,minutes,remark", 'a,b,"1,5",1.5,x', "1.5", "1.5"),
    ],
)
def test_headings_and_units_are_understood(tmp_path: Path, header: str, line: str, km: str, minutes: str) -> None:
    part, _ = imported(tmp_path, f"{header}\n{line}\n")
    assert rows(part)["a", "b"] == (km, minutes, MEASURED)


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    part, _ = imported(tmp_path, "Measured in May,,,\n\nfrom,to,km,minutes\na,b,1,2\n")
    assert rows(part) == {("a", "b"): ("1", "2", MEASURED)}
    assert "row 4, column km" in faults(tmp_path, "Measured\n\nfrom,to,km,minutes\na,b,far,2\n")[0]


def test_rows_left_out_are_told_by_reason(tmp_path: Path) -> None:
    text = "from,to,km,minutes\na,b,1,2\na,a,0,0\na,b,1,2\na,b,3,1\nb,a,,5\nb,a,1,-\n"
    part, notes = imported(tmp_path, text)
    assert rows(part)["a", "b"] == ("3", "1", MEASURED)
    assert notes.totals("left_out") == {
        "from a place to itself": 1,
        "the same pair again": 1,
        "the same pair again with other figures": 1,
        "not measured: no km or no minutes": 2,
    }
    assert notes.totals("count")["rows of travel"] == 6


def test_what_a_file_marks_as_not_measured_keeps_its_figures_and_the_mark(tmp_path: Path) -> None:
    part, notes = imported(tmp_path, "from,to,km,minutes,observed\na,b,1,2,1\nb,a,1,2,0\n")
    assert [source for *_, source in rows(part).values()] == [MEASURED, GIVEN]
    assert notes.totals("count")["pairs measured"] == 1


def test_all_faults_are_told_at_once_by_row_and_column(tmp_path: Path) -> None:
    told = faults(tmp_path, "from,to,km,minutes\na,,1,2\n=a,b,1,2\na,b,far,2\na,b,1,-2\na,b,1001,1441\n")
    assert [text.split(":")[0] for text in told] == [
        "m.csv, row 2, column to",
        "m.csv, row 3, column from",
        "m.csv, row 4, column km",
        "m.csv, row 5, column minutes",
        "m.csv, row 6, column km",
        "m.csv, row 6, column minutes",
    ]


def test_no_time_at_all_is_a_second_and_a_guess(tmp_path: Path) -> None:
    part, notes = imported(tmp_path, "from,to,km,minutes\na,b,0,0\nb,a,0,0\n")
    assert Decimal(rows(part)["a", "b"][1]) * 60 <= 1
    assert notes.totals("guess") == {"less than a second": 2}


def test_speeds_that_no_car_has_are_told(tmp_path: Path) -> None:
    _, notes = imported(tmp_path, "from,to,km,minutes\na,b,90,1\nb,a,1,1\n")
    assert notes.totals("warning") == {"faster than 130 km/h": 1}
    assert notes.totals("count")["pairs that take a fifth longer one way"] == 0


def test_squares_of_km_and_minutes_are_one_matrix(tmp_path: Path) -> None:
    km = [["km", "a", "b", "c"], ["a", 0, 1.5, None], ["b", 1.6, 0, 2], ["c", None, 2.2, 0]]
    minutes = [["分钟", "a", "b", "c"], ["a", 0, 3, None], ["b", 3.5, 0, 4], ["c", None, 4.5, 0]]
    both, _ = import_travel(workbook(tmp_path / "m.xlsx", {"说明": [["x"]], "里程": km, "分钟": minutes}))
    assert rows(both) == {
        ("a", "b"): ("1.5", "3", MEASURED),
        ("b", "a"): ("1.6", "3.5", MEASURED),
        ("b", "c"): ("2", "4", MEASURED),
        ("c", "b"): ("2.2", "4.5", MEASURED),
        ("a", "c"): ("3.5", "7", FILLED),
        ("c", "a"): ("3.8", "8", FILLED),
    }
    first, second = (workbook(tmp_path / f"{n}.xlsx", {"s": table}) for n, table in enumerate((km, minutes)))
    apart, _ = import_travel(first, TravelOptions(minutes_file=second))
    assert rows(apart) == rows(both)


def test_the_corner_of_a_square_may_name_the_unit(tmp_path: Path) -> None:
    km = [["m", "a", "b"], ["a", 0, 1500], ["b", 1600, 0]]
    minutes = [["s", "a", "b"], ["a", 0, 90], ["b", 120, 0]]
    part, _ = import_travel(workbook(tmp_path / "m.xlsx", {"km": km, "minutes": minutes}))
    assert rows(part)["a", "b"] == ("1.5", "1.5", MEASURED)


def test_a_square_alone_or_of_other_places_is_refused(tmp_path: Path) -> None:
    square = "km,a,b\na,0,1\nb,1,0\n"
    assert "--minutes" in faults(tmp_path, square)[0]
    (tmp_path / "other.csv").write_text("min,a,c\na,0,1\nc,1,0\n")
    told = faults(tmp_path, square, minutes_file=tmp_path / "other.csv")
    assert ["place c" in told[0], "place b" in told[1]] == [True, True]
    (tmp_path / "list.csv").write_text("from,to,minutes\na,b,1\n")
    assert "no square table" in faults(tmp_path, square, minutes_file=tmp_path / "list.csv")[0]
    assert "each place once" in faults(tmp_path, "km,a,a\na,0,1\na,1,0\n", minutes_file=tmp_path / "other.csv")[0]


def test_with_a_hub_places_are_made_and_said_to_be_made_up(tmp_path: Path) -> None:
    text = "from,to,km,minutes\nh,v,3,1\nv,h,3,1\n"
    part, notes = imported(tmp_path, text, hub="h", centre="120.5, 36")
    assert part.places is not None
    assert part.places[["id", "kind"]].to_numpy().tolist() == [["h", "hub"], ["v", "village"]]
    assert part.places.loc[0, ["lon", "lat"]].tolist() == ["120.5", "36.0"]
    assert "made up" in part.places.loc[1, "source"]
    assert notes.totals("guess")["village because it is not the hub"] == 1
    assert 'did you mean "h"?' not in faults(tmp_path, text, hub="x")[0]
    for centre in ("north", "200,1", "1"):
        assert "longitude" in faults(tmp_path, text, hub="h", centre=centre)[0]


def test_many_places_are_not_filled_and_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PLACES", 2)
    text = "from,to,km,minutes\na,b,1,1\nb,c,1,1\n"
    part, notes = imported(tmp_path, text)
    assert list(rows(part)) == [("a", "b"), ("b", "c")]
    assert notes.totals("warning") == {"pairs not measured are not filled in": 1}
    assert "at most 2 places to draw" in faults(tmp_path, text, hub="a")[0]


@pytest.mark.parametrize("text", ["from,to,km,minutes\n", "from,to,km,minutes\na,b,,\n"])
def test_a_matrix_without_any_pair_is_refused(tmp_path: Path, text: str) -> None:
    assert "no pair of places" in faults(tmp_path, text)[0]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_filled_pairs_keep_to_the_triangle(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 6))
    minutes = st.integers(1, 50)
    measured = {
        (i, j): data.draw(minutes) for i in range(size) for j in range(size) if i != j and data.draw(st.booleans())
    }
    measured.setdefault((0, 1), 7)
    text = "from,to,km,minutes\n" + "".join(f"p{i},p{j},{m},{m}\n" for (i, j), m in measured.items())
    part, _ = imported(tmp_path_factory.mktemp("m"), text)
    best = np.full((size, size), np.inf)
    for (i, j), m in measured.items():
        best[i, j] = m
    for k in range(size):  # Floyd and Warshall: another way than the program's
        best = np.minimum(best, best[:, [k]] + best[[k], :])
    found = rows(part)
    for i in range(size):
        for j in range(size):
            if i == j:
                continue
            if (i, j) in measured:
                assert found[f"p{i}", f"p{j}"] == (str(measured[i, j]), str(measured[i, j]), MEASURED)
            elif np.isfinite(best[i, j]) and f"p{i}" in {p for pair in found for p in pair}:
                assert found[f"p{i}", f"p{j}"] == (str(int(best[i, j])), str(int(best[i, j])), FILLED)
            else:
                assert (f"p{i}", f"p{j}") not in found


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared is not there")
def test_the_real_matrix_keeps_what_was_measured_and_fills_the_rest(tmp_path: Path) -> None:
    part, notes = import_travel(DATA / "longkou_matrix_observed.csv", TravelOptions(hub="0"))
    sources = [source for *_, source in rows(part).values()]
    assert (sources.count(MEASURED), sources.count(FILLED)) == (4148, 1108)
    assert len(part.places) == 73
    # Every other row of the published matrix that calls itself observed stands in ours with the same figures.
    lines = [line.split(",") for line in (DATA / "longkou_matrix_filled.csv").read_text().splitlines()[1:]]
    measured = {(a, b): (Decimal(km), Decimal(minutes)) for a, b, km, minutes, seen in lines if seen == "1"}
    ours = {
        pair: (Decimal(km), Decimal(minutes))
        for pair, (km, minutes, source) in rows(part).items()
        if source == MEASURED
    }
    assert ours == measured
    write_part(part, notes, tmp_path / "out")
