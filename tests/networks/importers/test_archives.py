"""Archives: what they list is looked over before a byte is unpacked."""

import zipfile
from pathlib import Path

import pytest

from networks.importers.archives import MOST_MEMBERS, open_archive
from networks.importers.faults import SourceError
from tests.networks.importers.books import archive


def faults(path: Path, **limits: int) -> str:
    with pytest.raises(SourceError) as caught, open_archive(path, **limits):
        pass
    return str(caught.value)


def test_files_are_read_and_extracted_without_their_folders(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"feed/stops.txt": b"x", "feed/trips.txt": b"y", "__MACOSX/._stops.txt": b"z"})
    (tmp_path / "out").mkdir()
    with open_archive(path) as found:
        assert found.names == ("feed/stops.txt", "feed/trips.txt")
        assert found.read("feed/stops.txt") == b"x"
        assert found.size("feed/trips.txt") == 1
        assert [file.name for file in found.extract(tmp_path / "out")] == ["stops.txt", "trips.txt"]
    assert (tmp_path / "out" / "trips.txt").read_bytes() == b"y"


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "C:/x.txt", "..\\x.txt", "\\\\host\\x"])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    text = faults(archive(tmp_path / "a.zip", {"good.txt": b"1", name: b"2"}))
    assert "leads out of the archive's folder" in text and len(text.splitlines()) == 1


def test_all_bad_files_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(archive(tmp_path / "a.zip", {"../x": b"", "../y": b"", "z": b""})).splitlines()) == 2


def test_links_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        info = zipfile.ZipInfo("stops.txt")
        info.external_attr = 0o120777 << 16
        packed.writestr(info, "/etc/passwd")
    assert "a link to another file" in faults(tmp_path / "a.zip")


def test_a_bomb_is_refused_by_its_growth_and_by_its_size(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"stops.txt": bytes(40 << 20)})
    assert "grows" in faults(path)
    assert "40 MB of files" in faults(path, most_unpacked=1 << 20)


def test_a_file_that_hides_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"stops.txt": bytes(1 << 20)})
    content = bytearray(path.read_bytes())
    # The size stands in the local header and in the table of contents; both lie here.
    content[22:26] = (100).to_bytes(4, "little")
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    with open_archive(path) as found, pytest.raises(SourceError, match="damaged data"):
        found.read("stops.txt")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(MOST_MEMBERS + 1)})
    assert f"{MOST_MEMBERS + 1:,} files" in faults(path)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.97])
def test_an_archive_that_was_cut_off_is_refused(tmp_path: Path, keep: float) -> None:
    path = archive(tmp_path / "a.zip", {"stops.txt": bytes(range(256)) * 500})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert "no whole zip archive" in faults(path)


def test_damaged_data_names_the_file_in_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"stops.txt": b"stop_id,stop_name\n" * 50})
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    with open_archive(path) as found, pytest.raises(SourceError, match='a.zip/stops.txt: found "damaged data'):
        found.read("stops.txt")


def test_two_files_of_one_name_are_not_written_over_each_other(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a/stops.txt": b"1", "b/stops.txt": b"2"})
    with open_archive(path) as found, pytest.raises(SourceError, match="only one file stops.txt"):
        found.extract(tmp_path)
