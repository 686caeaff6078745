"""The table of what buses may carry: its faults, and which row counts."""

from pathlib import Path

import pytest

from networks.importers.cargo import RURAL_BUS, CargoTable, default_cargo, is_bus, read_cargo
from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from scenarios.faults import ScenarioError
from scenarios.types import Goods


def table(folder: Path, text: str) -> CargoTable:
    path = folder / "cargo.csv"
    path.write_text(text, "utf-8")
    return read_cargo(path)


def test_without_a_table_the_route_type_decides() -> None:
    assert CargoTable().of(("1",), 3) == (RURAL_BUS, True)
    coach, is_guess = CargoTable().of(("1",), 204)
    assert (coach.hold_ml, coach.hold_g, coach.haircut_pct, is_guess) == (2_000_000, 300_000, 30, True)
    assert Goods.BULKY in coach.goods and Goods.BULKY not in RURAL_BUS.goods


def test_buses_on_demand_carry_nothing_and_that_is_no_guess_of_a_hold() -> None:
    assert not default_cargo(715).shared
    assert CargoTable().of(("1",), 715)[1] is False


@pytest.mark.parametrize(("kind", "bus"), [(3, True), (11, True), (800, True), (799, True), (0, False), (1501, False)])
def test_which_route_types_are_buses(kind: int, bus: bool) -> None:
    assert is_bus(kind) is bus


def test_the_more_a_row_names_the_more_it_counts_whatever_its_place(tmp_path: Path) -> None:
    rows = table(tmp_path, "line,route_type,hold_l,hold_kg,fee_rmb\n7,,700,,\n,3,600,60,\n,,500,50,0.5\n7,3,,70,\n")
    cargo, is_guess = rows.of(("R", "7"), 3)
    assert (cargo.hold_ml, cargo.hold_g, cargo.fee_urmb, is_guess) == (700_000, 70_000, 500_000, False)
    assert rows.of(("8",), 3)[0].hold_ml == 600_000
    assert rows.of(("8",), 700)[0].hold_ml == 500_000


def test_half_a_hold_is_still_a_guess(tmp_path: Path) -> None:
    assert table(tmp_path, "line,hold_l\n7,700\n").of(("7",), 3)[1] is True


def test_rows_that_fitted_no_run_are_noted(tmp_path: Path) -> None:
    rows = table(tmp_path, "line,hold_l\n7,700\n8,1\n")
    rows.of(("7",), 3)
    notes = Notes()
    rows.note_unused(notes)
    (note,) = notes.listed()
    assert (note.row, note.detail) == (3, "line 8")


def test_all_faults_are_told_with_their_rows(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        table(tmp_path, "line,hold_l,goods\n7,much,\n8,1,gold\n")
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(2, "hold_l"), (3, "goods")]
    with pytest.raises(ScenarioError, match='did you mean "hold_kg"'):
        table(tmp_path, "line,hold_kgs\n7,1\n")
    with pytest.raises(ScenarioError, match="row 3.*other runs than row 2 has"):
        table(tmp_path, "line,hold_l\n7,1\n7,2\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none.csv"):
        read_cargo(tmp_path / "none.csv")
