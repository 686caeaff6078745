"""A plan's folder: what is written is read again; a reader never sees half a plan; faults are named."""

import csv
import dataclasses
import io
import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.plan import BusLoad, Plan, PlanRecord, Unserved, VanLoad, VanStop
from optimizer.plan_io import FILES, PlanError, PlanWriteError, plan_texts, read_plan, refuse_target, write_plan
from optimizer.plan_tables import TABLES
from scenarios.errors import RoadpostError
from scenarios.plan_tables import PLAN_RECORD, PLAN_TABLES
from tests.optimizer.rich_plan import rich_plan

RECORD = PlanRecord(
    scenario="莘县 east",
    digest="0123abc",
    strategy="shared",
    engine="hand",
    seed=7,
    threads=1,
    stopped="finished",
    seconds=1.25,
    cost_urmb=656_220_960,
    bound_urmb=600_000_001,
    cost_parts_urmb={"van_fixed": 450_000_000, "co2": 840_000},
    versions={"roadpost": "0.1.0"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the rich plan in it."""
    return write_plan(tmp_path / "plan", rich_plan(), RECORD)


def test_a_plan_is_read_as_it_was_written(folder: Path) -> None:
    assert read_plan(folder) == (rich_plan(), RECORD)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_an_empty_plan_is_a_plan(tmp_path: Path) -> None:
    empty = Plan("shared")
    assert read_plan(write_plan(tmp_path / "deep" / "er", empty, RECORD)) == (empty, RECORD)


def test_the_same_plan_gives_the_same_bytes_whatever_its_order() -> None:
    turned = dataclasses.replace(rich_plan(), bus_loads=rich_plan().bus_loads[::-1])
    assert plan_texts(turned, RECORD) == plan_texts(rich_plan(), RECORD)


def test_tables_open_in_a_spreadsheet_and_times_read_as_times(folder: Path) -> None:
    content = (folder / "van_stops.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[-1] == {
        "van": "van", "number": "1", "trip": "2", "seq": "2", "place": "H",
        "arrive": "12:29:36", "begin": "12:29:36", "depart": "12:29:36", "rest_s": "0",
    }  # fmt: skip


def test_money_stands_in_rmb_beside_the_exact_integers(folder: Path) -> None:
    record = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert (record["cost_urmb"], record["cost_rmb"]) == (656_220_960, "656.22096")
    assert record["bound_rmb"] == "600.000001"
    assert record["cost_parts_rmb"] == {"van_fixed": "450", "co2": "0.84"}
    assert record["scenario"] == "莘县 east"


def test_a_table_that_a_spreadsheet_saved_again_is_read(folder: Path) -> None:
    # Excel in China: GB18030, carriage returns, no leading zeros, no mark, columns in another order.
    header = "seq,van,number,trip,place,arrive,begin,depart,rest_s"
    text = f"{header}\r\n0,车,1,1,郭庄,6:30,6:30:00,25:30:05,0\r\n,,,,,,,,\r\n"
    (folder / "van_stops.csv").write_bytes(text.encode("gb18030"))
    plan, _ = read_plan(folder)
    assert plan.van_stops == (VanStop("车", 1, 1, 0, "郭庄", 23_400, 23_400, 91_805, 0),)


def test_the_documentation_names_what_is_written(folder: Path) -> None:
    """`scenarios` may not ask the optimizer for its columns, so it lists them itself."""
    columns = {name: tuple(column[0] for column in listed) for name, _, listed in PLAN_TABLES}
    assert columns == {table.name: tuple(column.name for column in table.columns) for table in TABLES}
    written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert [name for name, _ in PLAN_RECORD] == [name for name in written if not name.endswith("_rmb")]


# Writing


def test_a_plan_is_replaced_as_a_whole(folder: Path) -> None:
    (folder / "~$bus_loads.csv").write_bytes(b"left by a spreadsheet")
    write_plan(folder, Plan("shared"), RECORD)
    assert read_plan(folder) == (Plan("shared"), RECORD)
    assert [path.name for path in folder.parent.iterdir()] == ["plan"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    assert read_plan(write_plan(tmp_path, rich_plan(), RECORD))[0] == rich_plan()


@pytest.mark.parametrize("names", [["notes.txt"], ["plan.json", "notes.txt"], ["bus_loads.csv"]])
def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    with pytest.raises(PlanWriteError, match="nothing was written"):
        write_plan(tmp_path, rich_plan(), RECORD)
    with pytest.raises(PlanWriteError, match="nothing was written"):
        refuse_target(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, "mine")


def test_a_file_is_not_overwritten_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine")
    with pytest.raises(PlanWriteError, match="is not a folder"):
        write_plan(tmp_path / "plan", rich_plan(), RECORD)
    with pytest.raises(PlanWriteError, match="cannot be written"):
        write_plan(tmp_path / "plan" / "below", rich_plan(), RECORD)


def test_nothing_is_written_when_a_value_cannot_be(folder: Path) -> None:
    wrong = dataclasses.replace(rich_plan(), bus_loads=(BusLoad("r\n1", 0, 1, "c", 1),))
    with pytest.raises(PlanWriteError, match="bus_loads.csv, column run"):
        write_plan(folder, wrong, RECORD)
    assert read_plan(folder) == (rich_plan(), RECORD)
    assert [path.name for path in folder.parent.iterdir()] == ["plan"]


def test_when_the_new_plan_cannot_take_its_place_the_old_one_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(PlanWriteError, match="Permission denied"):
        write_plan(folder, Plan("shared"), RECORD)
    assert read_plan(folder) == (rich_plan(), RECORD)
    assert [path.name for path in folder.parent.iterdir()] == ["plan"]


def test_plan_and_record_must_name_one_strategy(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="joint"):
        write_plan(tmp_path / "plan", Plan("joint"), RECORD)


def test_a_reader_sees_the_old_plan_or_the_new_one(folder: Path) -> None:
    first = (rich_plan(), RECORD)
    second = (Plan("shared"), dataclasses.replace(RECORD, seed=8))
    done = threading.Event()

    def write_many() -> None:
        for turn in range(40):
            write_plan(folder, *(second if turn % 2 == 0 else first))
        done.set()

    writer = threading.Thread(target=write_many)
    writer.start()
    seen = []
    while not done.is_set():
        seen.append(read_plan(folder))
    writer.join()
    assert seen
    assert all(found in (first, second) for found in seen)


# Reading what is wrong


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(PlanError) as error:
        read_plan(folder)
    assert isinstance(error.value, RoadpostError)
    assert str(error.value) == "\n".join(map(str, error.value.faults))
    return [str(fault) for fault in error.value.faults]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert fault.endswith("nowhere: found nothing, expected a plan's folder")


def test_a_file_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (fault,) = faults_of(tmp_path / "file")
    assert "expected a plan's folder" in fault


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    os.remove(folder / "unserved.csv")
    (folder / "bus_loads.csv").write_text(
        "run,board,leave,consignment,parcels,came_aboard,stays_aboard\n"
        "r1,0,1,direct,many,no,no\n"
        "r1,0,,direct,3,no,perhaps\n"
    )
    (folder / "van_loads.csv").write_text("van,number,trip,load_seq,unload_seq,consignmnt,parcels\nv,1,1,0,1,c,5\n")
    record = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    del record["digest"]
    (folder / "plan.json").write_text(json.dumps({**record, "seed": "seven"}), encoding="utf-8")
    assert [(line.split(":")[0], line.split("found ")[1].split(",")[0]) for line in faults_of(folder)] == [
        ("unserved.csv", "nothing"),
        ("plan.json, column digest", "nothing"),
        ("plan.json, column seed", '"seven"'),
        ("bus_loads.csv, row 2, column parcels", '"many"'),
        ("bus_loads.csv, row 3, column leave", "nothing"),
        ("bus_loads.csv, row 3, column stays_aboard", '"perhaps"'),
        ("van_loads.csv, row 1, column consignmnt", '"consignmnt"'),
        ("van_loads.csv, row 1, column consignment", "nothing"),
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "roadpost plan 99"}', "\x00"])
def test_a_plan_json_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / "plan.json").write_text(text)
    assert all(fault.startswith("plan.json") for fault in faults_of(folder))


def test_numbers_that_make_no_sense_are_for_the_checker(folder: Path) -> None:
    odd = dataclasses.replace(rich_plan(), bus_loads=(BusLoad("r1", -1, 99, "direct", -5),))
    assert read_plan(write_plan(folder, odd, RECORD))[0] == odd


ids = st.one_of(
    st.sampled_from(["01", "1e5", "a,b", 'say "so"', "郭庄", "-3", "a;b", "TRUE", "3-4"]),
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=64),
).filter(lambda text: not text.startswith(("=", "+", "@")))
numbers = st.integers(-(10**12), 10**12)
clock = st.integers(0, 172_800)
trip = (ids, numbers, numbers)
plans = st.builds(
    Plan,
    st.just("shared"),
    *(
        st.lists(rows, max_size=5).map(tuple)
        for rows in (
            st.builds(BusLoad, ids, numbers, numbers, ids, numbers, st.booleans(), st.booleans()),
            st.builds(VanStop, *trip, numbers, ids, clock, clock, clock, numbers),
            st.builds(VanLoad, *trip, numbers, numbers, ids, numbers),
            st.builds(Unserved, ids, numbers, ids, ids, numbers, ids, st.one_of(st.just(""), ids)),
        )
    ),
)
records = st.builds(
    PlanRecord,
    scenario=st.text(max_size=20),
    digest=ids,
    strategy=st.just("shared"),
    engine=ids,
    seed=numbers,
    threads=numbers,
    stopped=ids,
    seconds=st.floats(0, 1e6),
    cost_urmb=numbers,
    bound_urmb=st.one_of(st.none(), numbers),
    cost_parts_urmb=st.dictionaries(ids, numbers, max_size=3),
    versions=st.dictionaries(ids, ids, max_size=3),
    summary=st.dictionaries(ids, st.one_of(numbers, ids, st.lists(numbers, max_size=2)), max_size=3),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, record=records)
def test_any_plan_comes_back_from_its_folder(tmp_path: Path, plan: Plan, record: PlanRecord) -> None:
    assert read_plan(write_plan(tmp_path / "plan", plan, record)) == (plan.sorted(), record)
