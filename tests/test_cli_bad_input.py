"""Bad input through the command line: told in full, exit 1, no traceback, nothing written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli


@dataclass(frozen=True)
class Bad:
    """One way to spoil the example `first`, and words that the message must have."""

    name: str
    file: str
    spoil: Callable[[str], str | bytes | None]
    words: tuple[str, ...]


def replace(old: str, new: str) -> Callable[[str], str]:
    def spoil(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return spoil


def gone(_: str) -> None:
    return None


BAD = (
    Bad("unknown column", "places.csv", replace("storage_parcels", "storage_parcel"),
        ("places.csv, row 1, column storage_parcel", 'did you mean "storage_parcels"?')),
    Bad("missing table", "places.csv", gone, ("places.csv", "expected this file")),
    Bad("missing calls", "calls.csv", gone, ("calls.csv", "expected this file")),
    Bad("missing scenario.toml", "scenario.toml", gone, ("scenario.toml", "expected this file")),
    Bad("bad number", "links.csv", replace("hub,v3,5,", "hub,v3,five,"),
        ('links.csv, row 2, column km: found "five"', "expected a number")),
    Bad("negative litres", "vans.csv", replace(",4500,", ",-4500,"),
        ('vans.csv, row 2, column litres: found "-4500"',)),
    Bad("duplicate id", "consignments.csv", replace("c2,", "c1,"), ('consignments.csv, row 3, column id: found "c1"',)),
    Bad("dangling id", "consignments.csv", replace("hub,v1,", "hub,v9,"),
        ('consignments.csv, row 2, column destination: found "v9"',)),
    Bad("calls running backwards", "calls.csv", replace("08:30,08:31", "08:10,08:31"),
        ("calls.csv, row 4, column arrive", "08:10")),
    Bad("a run at an unknown place", "calls.csv", replace("out,2,town", "out,2,twon"),
        ('calls.csv, row 4, column place: found "twon"', 'did you mean "town"?')),
    Bad("disconnected village", "links.csv",
        lambda text: "\n".join(line for line in text.splitlines() if "v5" not in line) + "\n", ("v5",)),
    Bad("village that no vehicle can reach", "links.csv",
        lambda text: _limited(text, "v5"), ("v5", "a road or a bus call for a place with parcels")),
    Bad("empty demand", "consignments.csv", lambda text: text.splitlines()[0] + "\n",
        ("consignments.csv", "at least one consignment")),
    Bad("demand larger than any vehicle", "consignments.csv", replace("post,,6,6,60", "post,,1,9999,60"),
        ("consignments.csv, row 2", "9999 kg")),
    Bad("wrong date", "scenario.toml", replace("2026-03-04", "2026-02-30"),
        ("scenario.toml", "service_date", '"2026-02-30"', "a date")),
    Bad("TOML syntax error", "scenario.toml", replace("[costs]", "[costs"), ("scenario.toml, row", "valid TOML")),
    Bad("wrong encoding", "places.csv", lambda text: text.encode("utf-16"), ("places.csv", "UTF-8")),
    Bad("spoilt bytes", "places.csv", lambda text: text.encode() + b"x,\xff\xff\n", ("places.csv, row 10",)),
    Bad("unknown setting", "scenario.toml", replace("bus_fee_rmb", "bus_fee_yuan"), ("costs.bus_fee_yuan",)),
)  # fmt: skip


def _limited(text: str, place: str) -> str:
    """The links with a weight limit of 100 kg on all roads to one place."""
    header, *rows = text.splitlines()
    limited = [f"{row},{100 if place in row.split(',')[:2] else ''}" for row in rows]
    return "\n".join([f"{header},max_gross_kg", *limited]) + "\n"


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield


def spoilt(bad: Bad) -> Path:
    """A copy of the example, spoilt."""
    folder = Path("县 spoilt")
    assert CliRunner().invoke(cli.main, ["scenario", "new", str(folder), "--from", "first"]).exit_code == 0
    file = folder / bad.file
    content = bad.spoil(file.read_text("utf-8"))
    if content is None:
        file.unlink()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content, "utf-8")
    return folder


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
@pytest.mark.parametrize("command", [["scenario", "validate"], ["solve", "-o", "plan"]], ids=["validate", "solve"])
def test_bad_input_is_told_and_nothing_is_written(bad: Bad, command: list[str]) -> None:
    folder = spoilt(bad)
    before = sorted(folder.iterdir())
    result = CliRunner().invoke(cli.main, [*command, str(folder)])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for words in bad.words:
        assert words in result.stderr
    assert (sorted(folder.iterdir()), sorted(Path().iterdir())) == (before, [folder])


def test_all_faults_are_told_at_once_each_on_its_line() -> None:
    folder = spoilt(Bad("two", "links.csv", replace("hub,v3,5,", "hub,v3,five,"), ()))
    vans = folder / "vans.csv"
    vans.write_text(vans.read_text("utf-8").replace(",4500,", ",-4500,"), "utf-8")
    lines = CliRunner().invoke(cli.main, ["scenario", "validate", str(folder)]).stderr.splitlines()
    assert [line.split(",")[0] for line in lines] == ["links.csv", "vans.csv"]


def test_check_tells_faults_of_the_plan_and_of_the_scenario() -> None:
    for arguments in (["check", "first", "nowhere"], ["check", "nowhere", "nowhere"], ["compare", "nowhere"]):
        result = CliRunner().invoke(cli.main, arguments)
        assert result.exit_code == 1
        assert "nowhere" in result.stderr
        assert "Traceback" not in result.stderr
