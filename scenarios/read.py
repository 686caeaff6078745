"""Reading a scenario's folder: the only module that opens scenario files.

Three phases, each of which reports all its faults at once: the settings, the tables, and what the tables say about
each other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios import examples
from scenarios.chain import Toml, line_of, merged, parse_toml, scenario_file
from scenarios.faults import Fault, ScenarioError, nearest
from scenarios.parse import parse_scenario, row_faults
from scenarios.schema import BY_NAME, TABLES
from scenarios.settings import ScenarioFile
from scenarios.tables import Values, decode, read_table
from scenarios.types import Scenario, Strategy
from scenarios.validate import faults_in, warnings

TOML_NAME = "scenario.toml"
NONE = "none"
NOTES_NAME = "notes.csv"
"""What imports write beside the tables they make: no table, and not one that is mistyped."""


@dataclass(frozen=True, slots=True)
class _Folders:
    """The folders of a chain of scenarios, the user's own first, with their `scenario.toml`."""

    paths: tuple[Path, ...]
    chain: tuple[Toml, ...]

    def label(self, path: Path) -> str:
        """Return a path as seen from the user's folder."""
        return _label(path, self.paths[0])


def read_scenario(folder: str | Path, strategy: Strategy | str | None = None) -> Scenario:
    """Read and validate a scenario.

    Args:
        folder: path of the scenario's folder, or the name of an example.
        strategy: instead of the one that the scenario names.

    Raises:
        ScenarioError: with all faults of the first phase that found any.
        ValueError: there is no such strategy.
    """
    return read_with_warnings(folder, strategy)[0]


def read_with_warnings(
    folder: str | Path, strategy: Strategy | str | None = None
) -> tuple[Scenario, tuple[Fault, ...]]:
    """Read and validate a scenario; return also what is odd about it but no fault.

    Raises:
        ScenarioError: with all faults of the first phase that found any.
        ValueError: there is no such strategy.
    """
    folders = _read_chain(find_folder(folder))
    file = scenario_file(folders.chain)
    wanted = Strategy(strategy or file.strategy)
    tables = _read_tables(folders, file, wanted)
    parsed = parse_scenario(file, tables, wanted)
    faults = [*parsed.faults, *faults_in(parsed.scenario, parsed.rows)]
    if faults:
        raise ScenarioError(faults)
    odd = [*_unused_files(folders, file), *warnings(parsed.scenario, parsed.rows)]
    return parsed.scenario, tuple(odd)


def find_folder(folder: str | Path) -> Path:
    """Return the path of a scenario's folder, given its path, its `scenario.toml` or an example's name.

    Raises:
        ScenarioError: there is no such folder and no such example.
    """
    # os.path and not Path: its questions answer no, instead of failing, for names that no system allows.
    path = Path(folder)
    if os.path.isdir(path):
        return path
    if path.name == TOML_NAME and os.path.isfile(path):
        return path.parent
    known = examples.names()
    if str(folder) in known:
        return examples.find(str(folder))
    expected = f"a scenario's folder, or an example's name ({', '.join(known)})"
    raise ScenarioError([Fault(str(folder), None, "", "", expected, nearest(str(folder), known))])


def _read_chain(folder: Path) -> _Folders:
    """Read `scenario.toml` and those that it extends."""
    paths: list[Path] = []
    chain: list[Toml] = []
    following: Path | None = folder
    while following is not None:
        paths.append(following)
        file = following / TOML_NAME
        label = _label(file, folder)
        chain.append(parse_toml(label, decode(label, _content(file, label))))
        following = _extended(paths, chain[-1])
    return _Folders(tuple(paths), tuple(chain))


def _extended(paths: Sequence[Path], toml: Toml) -> Path | None:
    """Return the folder that the last scenario of a chain extends, or None if it extends none."""
    extends: str | None = toml.data.get("extends")
    if extends is None:
        return None
    row = line_of(toml, ("extends",))
    target = paths[-1] / extends
    if not os.path.isdir(target) and extends in examples.names():
        target = examples.find(extends)
    if not os.path.isdir(target):
        expected = "the folder of another scenario, or an example's name"
        hint = f"looked for {target}"
        raise ScenarioError([Fault(toml.file, row, "extends", extends, expected, hint)])
    if any(target.samefile(path) for path in paths):
        expected = "a scenario that does not, in the end, extend itself"
        raise ScenarioError([Fault(toml.file, row, "extends", extends, expected)])
    return target


def _content(file: Path, label: str) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ScenarioError([Fault(label, None, "", "", "this file")]) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScenarioError([Fault(label, None, "", reason, "a file that can be read")]) from None


def _read_tables(folders: _Folders, file: ScenarioFile, strategy: Strategy) -> dict[str, Values]:
    """Read all tables that are there.

    Raises:
        ScenarioError: with the faults of all tables.
    """
    found = _find_tables(folders, file)
    faults = _missing(folders, file, found, strategy)
    tables = {}
    for name, path in found.items():
        label = folders.label(path)
        try:
            tables[name] = read_table(BY_NAME[name], label, _content(path, label))
        except ScenarioError as error:
            faults += error.faults
    faults += row_faults(tables)
    if faults:
        raise ScenarioError(faults)
    return tables


def _find_tables(folders: _Folders, file: ScenarioFile) -> dict[str, Path]:
    """Return the path of every table that is there, by table name: in the user's folder, else the one it extends."""
    found = {}
    for table in TABLES:
        name = getattr(file.tables, table.name)
        paths = (folder / name for folder in folders.paths)
        path = next((path for path in paths if os.path.exists(path)), None)
        if name != NONE and path is not None:
            found[table.name] = path
    return found


def _missing(
    folders: _Folders, file: ScenarioFile, found: Mapping[str, Path], strategy: Strategy
) -> list[Fault]:
    """Return a fault for every table that is needed, or named in `scenario.toml`, but not there."""
    named = merged(folders.chain).get("tables", {})
    absent = {name for name in named if named[name] != NONE and name not in found}
    absent |= {"places", "consignments"} - set(found)
    if (
        strategy is not Strategy.BUS
        and not {"links", "travel"} & set(found)
        and not absent & {"links", "travel"}
    ):
        absent.add("links")
    if ("runs" in found) != ("calls" in found):
        absent |= {"runs", "calls"} - set(found)
    expected = {table.name: f"this file; it is needed {table.needed}" for table in TABLES}
    return [
        _missing_fault(folders, file, table.name, expected[table.name])
        for table in TABLES
        if table.name in absent
    ]


def _missing_fault(folders: _Folders, file: ScenarioFile, table: str, expected: str) -> Fault:
    name = getattr(file.tables, table)
    if name == NONE:
        return Fault(
            TOML_NAME, line_of(folders.chain[0], ("tables", table)), f"tables.{table}", NONE, expected
        )
    there = [path.name for path in _unread_files(folders, file)]
    return Fault(name, None, "", "", expected, nearest(name, there))


def _unused_files(folders: _Folders, file: ScenarioFile) -> list[Fault]:
    """Return a warning for every CSV file of the user's folder that is not read: its name may be mistyped."""
    names = [getattr(file.tables, table.name) for table in TABLES]
    expected = f"one of {', '.join(names)}"
    return [
        Fault(path.name, None, "", path.name, expected, nearest(path.name, names) or "it is not read")
        for path in _unread_files(folders, file)
    ]


def _unread_files(folders: _Folders, file: ScenarioFile) -> list[Path]:
    """Return the CSV files of the user's folder that are no table of the scenario."""
    names = {NOTES_NAME, *(getattr(file.tables, table.name) for table in TABLES)}
    there = sorted(folders.paths[0].iterdir())
    return [path for path in there if path.suffix.lower() == ".csv" and path.name not in names]


def _label(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on Windows, when it is on another drive
        return str(path)
