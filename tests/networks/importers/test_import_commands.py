"""The commands `roadpost import travel` and `roadpost import parcels`, as a user and a program call them."""

import json
from pathlib import Path

from click.testing import CliRunner

import cli

TRAVEL = "from,to,km,minutes\nhub,v,1.5,3\nv,hub,1.5,3\nv,w,2,4\nw,hub,3,6\n"
PARCELS = "village,parcels,kg,brand,time\nv,2,3,SF,05:00\nw,1,1,SF,05:00\nx,1,1,SF,05:00\n"


def test_travel_tells_one_json_object(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(TRAVEL)
    words = ["import", "travel", str(tmp_path / "m.csv"), "-o", str(tmp_path / "roads"), "--hub", "hub", "--json"]
    result = CliRunner().invoke(cli.main, words)
    told = json.loads(result.output)
    assert told["folder"] == str(tmp_path / "roads")
    assert told["count"]["pairs measured"] == 4
    assert told["guess"]["pair not measured, filled by the quickest way"] == 2
    assert (tmp_path / "roads" / "places.csv").is_file()


def test_parcels_tell_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(TRAVEL)
    (tmp_path / "p.csv").write_text(PARCELS)
    roads, demand = str(tmp_path / "roads"), str(tmp_path / "demand")
    runner = CliRunner()
    runner.invoke(cli.main, ["import", "travel", str(tmp_path / "m.csv"), "-o", roads, "--hub", "hub"])
    words = ["import", "parcels", str(tmp_path / "p.csv"), "-o", demand, "--places", roads]
    told = json.loads(runner.invoke(cli.main, [*words, "--json"]).output)
    assert (told["count"]["parcels kept"], told["left_out"]) == (3, {"unknown address code": 1})
    shown = runner.invoke(cli.main, words).output
    assert "left out: unknown address code" in shown
    assert shown.rstrip().endswith("notes.csv")


def test_a_folder_that_cannot_be_written_is_told_before_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for command in ("travel", "parcels"):
        result = CliRunner().invoke(
            cli.main, ["import", command, str(tmp_path / "no.csv"), "-o", str(tmp_path / "out")]
        )
        assert result.exit_code == 1
        assert "out is not a folder; nothing was written" in result.output


def test_options_that_make_no_sense_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PARCELS)
    words = [
        "import",
        "parcels",
        str(tmp_path / "p.csv"),
        "-o",
        str(tmp_path / "out"),
        "--wave",
        "6am",
        "--due",
        "late",
    ]
    result = CliRunner().invoke(cli.main, words)
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.output.splitlines()] == ["--wave", "--due"]
    assert CliRunner().invoke(cli.main, [*words, "--filled", "7"]).exit_code == 2
