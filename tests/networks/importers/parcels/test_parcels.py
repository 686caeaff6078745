"""Parcels to consignments: every parcel of the file is in one of them or left out for a reason, to the gram."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from networks.importers.parcels import ParcelOptions, import_parcels
from networks.importers.part import Part, write_part
from scenarios.types import Goods
from tests.networks.importers.books import workbook

HEADER = "id,address code,kg,size,brand,time"


def imported(folder: Path, text: str, **options: object) -> tuple[Part, Notes]:
    (folder / "p.csv").write_text(text, "utf-8")
    return import_parcels(folder / "p.csv", ParcelOptions(**options))  # type: ignore[arg-type]


def rows(part: Part) -> list[dict[str, str]]:
    assert part.consignments is not None
    return part.consignments.to_dict("records")


def one(folder: Path, line: str, header: str = HEADER, **options: object) -> dict[str, str]:
    (row,) = rows(imported(folder, f"{header}\n{line}\n", **options)[0])
    return row


def fault(folder: Path, text: str, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        imported(folder, text, **options)
    return str(caught.value)


def test_like_parcels_go_together(tmp_path: Path) -> None:
    lines = [
        HEADER,
        "p1,v1,1.2,30x20x10,SF,05:40",
        "p2,v1,0.8,10*10*10cm,SF,05:59",
        "p3,v1,1,,SF,06:01",
        "p4,v2,1,,SF,05:00",
    ]
    part, notes = imported(tmp_path, "\n".join(lines))
    first, second, third = rows(part)
    # 6 l + 1 l of parcels, 0.7 of a hold filled: 10 l of hold.
    assert first == {
        "id": "c0001", "origin": "hub", "destination": "v1", "brand": "SF", "goods": "ordinary", "parcels": "2",
        "kg": "2", "litres": "10", "ready": "06:00", "due": "18:00", "unserved_rmb": "", "heaviest_kg": "1.2",
        "longest_cm": "30",
    }  # fmt: skip
    assert (second["destination"], second["ready"], second["litres"]) == ("v1", "11:30", "14.286")
    assert (third["destination"], third["ready"]) == ("v2", "06:00")
    assert part.parcels is not None
    assert part.parcels["consignment"].tolist() == ["c0001", "c0001", "c0002", "c0003"]
    assert part.parcels["parcel"].tolist() == ["p1", "p2", "p3", "p4"]
    assert notes.totals("count")["parcels in the file"] == notes.totals("count")["parcels kept"] == 4


def test_outbound_goes_to_the_hub_at_the_full_hour(tmp_path: Path) -> None:
    row = one(tmp_path, "v1,1,SF,08:05,揽收", "address code,kg,brand,time,收派")
    assert (row["origin"], row["destination"], row["ready"]) == ("v1", "hub", "09:00")


def test_between_villages_both_ends_are_taken(tmp_path: Path) -> None:
    row = one(tmp_path, "v1,v2,1,SF,08:00", "origin,destination,kg,brand,time")
    assert (row["origin"], row["destination"]) == ("v1", "v2")


def test_after_the_last_wave_the_hour_counts_and_after_the_due_time_the_next_day(tmp_path: Path) -> None:
    assert one(tmp_path, "p,v1,1,,SF,13:20")["ready"] == "14:00"
    late = one(tmp_path, "p,v1,1,,SF,18:00")
    assert (late["ready"], late["due"]) == ("18:00", "42:00")
    night = one(tmp_path, "p,v1,1,,SF,23:59")
    assert (night["ready"], night["due"]) == ("24:00", "42:00")


def test_waves_and_due_may_be_said(tmp_path: Path) -> None:
    row = one(tmp_path, "p,v1,1,,SF,06:30", waves=("09:00", "07:00"), due="12:00")
    assert (row["ready"], row["due"]) == ("07:00", "12:00")
    told = fault(tmp_path, HEADER, waves=("25:61", "x"), due="noon", date="4 March")
    assert [line.split(":")[0] for line in told.splitlines()] == ["--wave", "--wave", "--due", "--date"]


def test_pieces_too_big_for_a_bus_do_not_hold_the_others_back(tmp_path: Path) -> None:
    lines = [HEADER, "p1,v1,1,30x20x10,SF,", "p2,v1,31,30x20x10,SF,", "p3,v1,1,121x2x2,SF,", "p4,v1,30,120x2x2,SF,"]
    part, _ = imported(tmp_path, "\n".join(lines))
    assert [(row["parcels"], row["heaviest_kg"], row["longest_cm"]) for row in rows(part)] == [
        ("2", "30", "120"),
        ("2", "31", "121"),
    ]


@pytest.mark.parametrize(
    ("word", "goods"),
    [
        ("生鲜水果", Goods.COLD),
        ("易碎品", Goods.FRAGILE),
        ("大件家电", Goods.BULKY),
        ("锂电池", Goods.BARRED),
        ("冷冻 液体", Goods.BARRED),
        ("日用品", Goods.ORDINARY),
        ("", Goods.ORDINARY),
        ("Cold", Goods.COLD),
    ],
)
def test_classes_are_told_by_words(tmp_path: Path, word: str, goods: Goods) -> None:
    part, notes = imported(tmp_path, f"village,品类,brand\nv1,{word},a\n")
    assert rows(part)[0]["goods"] == goods.value
    assert "class of goods not known" not in notes.totals("guess")


def test_unknown_words_are_guesses_that_are_told(tmp_path: Path) -> None:
    text = "village,goods,brand,direction,time,kg,size,parcels\nv1,stones,,sideways,soon,heavy,big,some\n"
    part, notes = imported(tmp_path, text)
    assert notes.totals("guess") == {
        'the hub is called "hub"': 1,
        "number of parcels not readable": 1,
        "direction not known": 1,
        "weight not readable": 1,
        "size not readable": 1,
        "time not readable": 1,
        "no brand": 1,
        "class of goods not known": 1,
        "no weight": 1,
        "no volume": 1,
        "no time": 1,
    }
    (row,) = rows(part)
    assert (row["parcels"], row["kg"], row["brand"], row["ready"]) == ("1", "1.3", "other", "06:00")


def test_missing_weights_are_the_mean_of_the_file_if_it_says_enough(tmp_path: Path) -> None:
    known = [f"p{n},v1,{2 + n % 2},,SF," for n in range(30)]
    part, _ = imported(tmp_path, "\n".join([HEADER, *known, "x,v2,,,SF,"]))
    assert rows(part)[-1]["kg"] == "2.5"
    part, _ = imported(tmp_path, "\n".join([HEADER, *known[1:], "x,v2,,,SF,"]))
    assert rows(part)[-1]["kg"] == "1.3"


@pytest.mark.parametrize(
    ("header", "cell", "litres"),
    [
        ("体积（升）", "7", "10"),
        ("volume_cm3", "7000", "10"),
        ("体积(m3)", "0.007", "10"),
        ("体积", "7", "10"),
        ("体积", "7000", "10"),
        ("体积", "0.007", "10"),
        ("长*宽*高", "20*35*10", "10"),
        ("尺寸(mm)", "200×350×100", "10"),
        ("size", "20 x 35 x 10 cm", "10"),
        ("size", "200x350x100mm", "10"),
    ],
)
def test_volumes_are_read_in_their_unit(tmp_path: Path, header: str, cell: str, litres: str) -> None:
    assert one(tmp_path, f"v1,{cell},SF", f"village,{header},brand")["litres"] == litres


def test_three_columns_of_sides_make_a_volume(tmp_path: Path) -> None:
    row = one(tmp_path, "v1,200,0.35,10,SF", "village,长(mm),宽(m),高,brand")
    assert (row["litres"], row["longest_cm"]) == ("10", "35")


def test_a_row_may_stand_for_many_parcels(tmp_path: Path) -> None:
    row = one(tmp_path, "v1,4,10.1,SF", "村,件数,重量,品牌")
    assert (row["parcels"], row["kg"], row["heaviest_kg"]) == ("4", "10.1", "2.525")


def test_a_star_stands_for_every_village(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("id,name,kind,lon,lat\nh,H,hub,1,2\na,A,village,1,2\nb,B,village,1,2\n")
    part, notes = imported(tmp_path, "village,parcels,kg,brand\n*,3,6,SF\n", places=tmp_path / "places.csv")
    assert [(row["origin"], row["destination"], row["parcels"]) for row in rows(part)] == [
        ("h", "a", "3"),
        ("h", "b", "3"),
    ]
    assert notes.totals("count")["parcels in the file"] == 6


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = "莘县派件明细\n日期：,2026-03-04\n\n运单号,收件地址编码,重量(kg),快递公司,到件时间\na1,v1,0,SF,soon\n"
    part, notes = imported(tmp_path, text)
    assert rows(part)[0]["destination"] == "v1"
    assert [note.row for note in notes.listed() if note.what == "time not readable"] == [5]


def test_spellings_of_a_brand_are_one_brand(tmp_path: Path) -> None:
    part, _ = imported(tmp_path, f"{HEADER}\n1,v1,1,,SF,\n2,v1,1,,sf,\n3,v1,1,,ＳＦ,\n")
    assert [(row["brand"], row["parcels"]) for row in rows(part)] == [("SF", "3")]


def test_the_day_is_the_busiest_and_the_others_are_counted(tmp_path: Path) -> None:
    days = ["2026-03-04 05:00", "2026-03-05 05:00", "2026-03-05", "05:00", ""]
    text = "\n".join([HEADER, *(f"p{n},v1,1,,SF,{day}" for n, day in enumerate(days))])
    part, notes = imported(tmp_path, text)
    assert sum(int(row["parcels"]) for row in rows(part)) == 4
    assert notes.totals("left_out") == {"of another day": 1}
    assert notes.totals("guess")["no date"] == 2
    part, _ = imported(tmp_path, text, date="2026-03-04")
    assert sum(int(row["parcels"]) for row in rows(part)) == 3
    part, _ = imported(tmp_path, text, date="all")
    assert sum(int(row["parcels"]) for row in rows(part)) == 5
    (tmp_path / "q").mkdir()
    dated = "\n".join(text.splitlines()[:4])
    assert "a day that the file has: 2026-03-04, 2026-03-05" in fault(tmp_path / "q", dated, date="2026-03-06")


def test_what_is_left_out_is_told_by_reason(tmp_path: Path) -> None:
    lines = [HEADER, "p1,v1,1,,SF,", "p1,v1,1,,SF,", "p2,,1,,SF,", "p3,3.7E+11,1,,SF,", "p4,hub,1,,SF,"]
    part, notes = imported(tmp_path, "\n".join(lines))
    assert notes.totals("left_out") == {
        "the same parcel number again": 1,
        "no address code": 1,
        "address code spoilt by a spreadsheet": 1,
        "begins and ends at one place": 1,
    }
    assert len(rows(part)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER, "no parcel that can be used: no rows"),
        (f"{HEADER}\np,,1,,SF,\n", "no parcel that can be used: no address code 1"),
        ("kg,brand\n1,SF\n", "code of the village point"),
    ],
)
def test_a_file_without_any_parcel_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in fault(tmp_path, text)


def test_grams_in_a_column_of_kilograms_are_suspected(tmp_path: Path) -> None:
    _, notes = imported(tmp_path, f"{HEADER}\np,v1,850,,SF,\n")
    assert notes.totals("warning") == {"half of the parcels weigh more than 100 kg": 1}


def test_names_and_telephone_numbers_are_not_taken_over(tmp_path: Path) -> None:
    part, notes = imported(tmp_path, "village,brand,收件人,电话\nv1,SF,张三,13800000000\n")
    write_part(part, notes, tmp_path / "out")
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    assert "张三" not in written and "13800000000" not in written
    assert "收件人, 电话" in written


def test_a_workbook_gives_what_a_text_gives(tmp_path: Path) -> None:
    table = [
        ["运单号", "收件地址编码", "重量(kg)", "快递公司", "到件时间"],
        ["001", 371522001001, 1.25, "邮政", "2026-03-04 05:00"],
    ]
    part, _ = import_parcels(workbook(tmp_path / "p.xlsx", {"s": table}))
    text = "\n".join(",".join(map(str, row)) for row in table)
    again, _ = imported(tmp_path, text)
    pd.testing.assert_frame_equal(part.consignments, again.consignments)


CELLS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "a", "b", "c", "d"]),
        "village": st.sampled_from(["v1", "v2", "hub", "", "9E+9"]),
        "kg": st.sampled_from(["1.234", "0.5", "", "heavy", "-1", "2斤"]),
        "size": st.sampled_from(["", "30x20x10", "130*5*5", "?"]),
        "brand": st.sampled_from(["SF", "YT", ""]),
        "parcels": st.sampled_from(["", "1", "7", "0", "x"]),
        "time": st.sampled_from(["", "05:00", "2026-03-04 12:10", "2026-03-05", "?"]),
        "direction": st.sampled_from(["in", "out", ""]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=30))
def test_whatever_a_file_says_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, cells: list[dict[str, str]]
) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(cells[0]))
    writer.writeheader()
    writer.writerows(cells)
    given_parcels = sum(
        int(row["parcels"]) if row["parcels"] in ("1", "7") else 1 for row in cells if any(row.values())
    )
    folder = tmp_path_factory.mktemp("p")
    try:
        part, notes = imported(folder, out.getvalue())
    except SourceError as error:
        assert "no parcel that can be used" in str(error) or "blank cells" in str(error)
        return
    kept = sum(int(row["parcels"]) for row in rows(part))
    assert part.parcels is not None
    assert kept + notes.total("left_out") == given_parcels
    assert kept == sum(int(number) for number in part.parcels["parcels"])
    assert set(part.parcels["consignment"]) == {row["id"] for row in rows(part)}
    write_part(part, notes, folder / "out")  # the scenario's own reader takes the table
