"""Files that nobody means well with, through the commands: a clear error, bounded memory, nothing half-written."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli
from networks.importers.notes import MOST_LISTED
from tests.networks.importers.books import archive, workbook

try:
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]

STATM = Path("/proc/self/statm")

COMMANDS = {
    "osm": "import osm",
    "gtfs": "import gtfs",
    "timetable": "import timetable",
    "travel": "import travel",
    "parcels": "import parcels",
    "places": "import places",
    "assemble": "scenario assemble",
}
TABLES = ["timetable", "travel", "parcels", "places", "assemble"]

GTFS = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,a,http://a,Asia/Shanghai\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,甲村,36,115\nb,B,36.1,115.1\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nr,1,1,3\n",
    "trips.txt": "route_id,service_id,trip_id\nr,s,t\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t,06:00:00,06:00:00,a,1\nt,06:30:00,06:30:00,b,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "s,1,1,1,1,1,1,1,20260101,20261231\n",
}
OSM = (
    '<?xml version="1.0"?><osm version="0.6">'
    '<node id="1" lat="36" lon="115"><tag k="place" v="village"/><tag k="name" v="甲村"/></node>'
    '<node id="2" lat="36.01" lon="115"/><node id="3" lat="36.02" lon="115.01"/>'
    '<way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/>'
    '<tag k="highway" v="secondary"/><tag k="maxspeed" v="60"/></way>'
    "</osm>"
)
PLACES = "id,name,kind,lon,lat\nhub,共配中心,hub,115,36\nv,甲村,village,115.01,36.01\nw,乙村,village,115.02,36.02\n"
TRAVEL = "from,to,km,minutes\nhub,v,1.5,3\nv,hub,1.5,3\nv,w,2,4\nw,hub,3,6\n"
PARCELS = "运单号,快递公司,收件地址编码,重量(kg),尺寸,到件时间\na1,顺丰,v,1.2,30*20*10,2026-03-04 05:00\na2,邮政,w,,,\n"
BUSES = "线路,站名,分钟,首班,末班,间隔\n一路,甲村,0,06:00,18:00,60\n一路,乙村,12,,,\n"


def zipped(files: dict[str, str]) -> bytes:
    """A feed whose files are not packed, so that a changed byte is a changed byte of a table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


GOOD: dict[str, tuple[str, bytes]] = {
    "osm": ("x.osm", OSM.encode()),
    "gtfs": ("x.zip", zipped(GTFS)),
    "timetable": ("x.csv", BUSES.encode()),
    "travel": ("x.csv", TRAVEL.encode("gb18030")),
    "parcels": ("x.csv", PARCELS.encode("gb18030")),
    "places": ("x.csv", PLACES.encode()),
}


def run(command: str, file: Path, *options: str) -> Result:
    """Run a command on a file, with an output folder beside it."""
    return CliRunner().invoke(
        cli.main, [*COMMANDS[command].split(), str(file), "-o", str(file.parent / "out"), *options]
    )


def refused(command: str, file: Path, *options: str) -> str:
    """What a command says that refuses a file; it must not leave anything behind."""
    before = {path.name for path in file.parent.iterdir()} if file.parent.is_dir() else set()
    result = run(command, file, *options)
    assert result.exit_code == 1, result.output
    assert {path.name for path in file.parent.iterdir()} == before
    assert result.output.strip() and "Traceback" not in result.output
    return result.output


@pytest.fixture(autouse=True)
def memory() -> Iterator[None]:
    """No test of this file may need more than 1.5 GiB on top of what the process has mapped already."""
    if resource is None or not STATM.is_file():  # not everywhere can a process bound itself
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(STATM.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + (3 << 29), hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BAD: dict[str, bytes] = {
    "empty": b"",
    "binary junk": bytes(n * n % 251 for n in range(20_000)),
    "zeros": bytes(5_000),
    "one line": b"x" * 3_000_000,
    "separators": b"," * 200_000,
    "open quotes": b'"' * 500_001,
    "blank lines": b"\n" * 200_000,
    "words": b"hello world\nthis is text\n",
    "half a zip": zipped(GTFS)[:400],
    "half a gzip": gzip.compress(OSM.encode() * 20)[:100],
    "half a bzip2": bz2.compress(OSM.encode() * 20)[:100],
    "gzip of zeros": gzip.compress(bytes(30 << 20)),
    "deep XML": b'<?xml version="1.0"?><osm version="0.6">' + b"<a>" * 100_000,
    "XML of laughs": (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{LAUGHS}]><osm version="0.6">&e11;</osm>'
    ).encode(),
    "XML that reads files": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="name" v="&a;"/></node></osm>',
    "UTF-16 without mark": TRAVEL.encode("utf-16-le"),
    "mixed encodings": "起点,终点,里程,时间\n张庄,李庄,1,1\n".encode() + "朝城镇,古城镇,1,1\n".encode("gb18030"),
    "web page": b"<html><body><table><tr><td>x</td></tr></table></body></html>",
    "PDF": b"%PDF-1.4\n%\xe2\xe3",
    "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_such_file_is_refused_whatever_its_name(command: str, bad: str, tmp_path: Path) -> None:
    for name in {"osm": ("x.osm", "x.osm.pbf", "x.osm.gz"), "gtfs": ("x.zip",)}.get(command, ("x.csv", "x.xlsx")):
        (tmp_path / name).write_bytes(BAD[bad])
        refused(command, tmp_path / name)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_file_is_refused(command: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("nothing.csv", "folder"):
        refused(command, tmp_path / name)
    if Path("/dev/zero").exists():
        assert run(command, Path("/dev/zero"), "-o", str(tmp_path / "out")).exit_code == 1


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "assemble"])
def test_a_folder_with_other_things_is_left_as_it_is(command: str, tmp_path: Path) -> None:
    name, content = GOOD[command]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    assert "nothing was written" in refused(command, tmp_path / name)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("command", GOOD)
def test_a_second_import_replaces_the_first(command: str, tmp_path: Path) -> None:
    name, content = GOOD[command]
    (tmp_path / name).write_bytes(content)
    for _ in range(2):
        result = run(command, tmp_path / name)
        assert result.exit_code == 0, result.output
        assert (tmp_path / "out" / "notes.csv").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {name, "out"}


@pytest.mark.parametrize("files", [{"../stops.txt": b""}, {"/abs/stops.txt": b""}, {"stops.txt": bytes(30 << 20)}, {}])
def test_archives_that_leave_their_folder_or_grow_are_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    refused("gtfs", archive(tmp_path / "x.zip", files))
    assert not list(tmp_path.parent.glob("stops.txt"))
    for command in TABLES:
        refused(command, archive(tmp_path / "x.xlsx", {"xl/worksheets/sheet1.xml": b"<x/>", **files}))


def test_mixed_encodings_name_the_row(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(BAD["mixed encodings"])
    for command in TABLES:
        assert 'x.csv, row 3: found "rows in different encodings"' in refused(command, tmp_path / "x.csv")


@pytest.mark.parametrize("command", TABLES)
def test_a_table_of_millions_of_rows_is_refused_early(command: str, tmp_path: Path) -> None:
    header = {
        "parcels": "village,kg\n",
        "places": "name,lon,lat\n",
        "timetable": "line,stop,minutes,first,last,headway\n",
    }
    (tmp_path / "x.csv").write_bytes(header.get(command, "from,to,km,minutes\n").encode() + b"a,b,1,1\n" * 2_200_000)
    assert "at most 1,050,000 rows" in refused(command, tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("command", "content"),
    [
        ("travel", "from,to,km,minutes\na,b,1e400,inf\nb,a,nan,-1\n"),
        ("places", "id,name,kind,lon,lat\na,x,hub,nan,inf\nb,y,village,1e3,91\n"),
        ("places", "id,name,kind,lon,lat\n=1+1,@x,hub,1,2\n"),
        ("timetable", "line,stop,minutes,first,last,headway\nL,a,0,00:00,48:00,0\nL,b,9999999,,,\n"),
        ("timetable", "line,stop,minutes,first,last,headway\nL,a,0,00:00,23:59,0.001\nL,b,5,,,\n"),
        ("osm", OSM.replace('lat="36"', 'lat="999"')),
        ("osm", OSM.replace('lat="36"', 'lat="nan"')),
        ("osm", OSM.replace('id="1"', 'id="99999999999999999999999"')),
        ("osm", OSM.replace("secondary", "footway")),
        ("osm", OSM[:-30]),
    ],
)
def test_impossible_figures_are_refused(tmp_path: Path, command: str, content: str) -> None:
    name = GOOD[command][0]
    (tmp_path / name).write_text(content, "utf-8")
    refused(command, tmp_path / name)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("stops.txt", "36,115", "nan,inf"),
        ("stop_times.txt", "06:30:00", "99999999:00:00"),
        ("stop_times.txt", "t,06", "zz,06"),
        ("trips.txt", "r,s,t\n", ""),
        ("calendar.txt", "s,1", "zz,1"),
        ("calendar.txt", "1,1,1,1,1,1,1", "0,0,0,0,0,0,0"),
    ],
)
def test_a_feed_without_any_run_is_refused_with_the_reason(tmp_path: Path, file: str, old: str, new: str) -> None:
    files = {**GTFS, file: GTFS[file].replace(old, new)}
    (tmp_path / "x.zip").write_bytes(zipped(files))
    assert "expected" in refused("gtfs", tmp_path / "x.zip")


def test_departures_without_end_are_refused(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nt,00:00:00,48:00:00,1\n"
    (tmp_path / "x.zip").write_bytes(zipped({**GTFS, "frequencies.txt": frequencies}))
    assert "more departures" in refused("gtfs", tmp_path / "x.zip")


def test_notes_of_a_bad_table_do_not_outgrow_it(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("village,kg\n" + "v,heavy\n" * 20_000)
    assert run("parcels", tmp_path / "x.csv").exit_code == 0
    notes = (tmp_path / "out" / "notes.csv").read_text("utf-8-sig").splitlines()
    assert len(notes) < 10 * MOST_LISTED
    assert sum("weight not readable" in line for line in notes) == MOST_LISTED + 1


def test_faults_of_a_bad_table_are_told_in_a_screenful(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("from,to,km,minutes\n" + "a,b,far,long\n" * 20_000)
    lines = refused("travel", tmp_path / "x.csv").splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 39,950 more"


def spoilt(good: bytes, data: st.DataObject) -> bytes:
    """A good file with something done to it that transport, disks and people do to files."""
    content = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(len(content) - 1, 0)))
        what = data.draw(st.sampled_from(["cut", "flip", "insert", "repeat", "drop"]))
        if what == "cut":
            del content[at:]
        elif what == "flip" and content:
            content[at] = data.draw(st.integers(0, 255))
        elif what == "insert":
            content[at:at] = data.draw(
                st.sampled_from([b",", b'"', b"\n", b"\0", b"-", b"9" * 30, "村".encode(), b"\xff"])
            )
        elif what == "repeat":
            content[at:at] = content[at : at + data.draw(st.integers(1, 60))]
        elif what == "drop":
            del content[at : at + data.draw(st.integers(1, 60))]
    return bytes(content)


@pytest.mark.parametrize("command", GOOD)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused_and_never_a_bug(
    command: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("x")
    name, good = GOOD[command]
    (folder / name).write_bytes(spoilt(good, data))
    result = run(command, folder / name)
    assert result.exit_code in (0, 1), result.output
    left = {path.name for path in folder.iterdir()} - {name}
    assert left == ({"out"} if result.exit_code == 0 else set())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), command=st.sampled_from(TABLES[:-1]))
def test_a_spoilt_workbook_is_read_or_refused_and_never_a_bug(
    command: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("x")
    encoding = "utf-8" if command in ("timetable", "places") else "gb18030"
    lines = GOOD[command][1].decode(encoding).splitlines()
    path = workbook(folder / "x.xlsx", {"s": [line.split(",") for line in lines]})
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from(sorted(files)))
    archive(path, {**files, name: spoilt(files[name], data)})
    result = run(command, path)
    assert result.exit_code in (0, 1), result.output
