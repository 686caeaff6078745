"""Zip archives from strangers: nothing leaves the folder, nothing grows beyond a bound, nothing broken passes."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from networks.importers.faults import Faults, SourceError, source_error

MOST_MEMBERS = 10_000
MOST_UNPACKED = 2 << 30
MOST_RATIO = 500
"""Times that a file may grow when unpacked; tables of numbers grow some 5 to 50 times, bombs 1,000 times."""
NO_RATIO_BELOW = 16 << 20
CHUNK = 1 << 20
_MB = 1 << 20
_ODD = (NotImplementedError, RuntimeError, ValueError, OverflowError)
"""What `zipfile` raises for headers that no packer writes."""


@dataclass(frozen=True)
class Archive:
    """An archive that has been looked over: what its table of contents says is harmless.

    Attributes:
        file: its name, for messages.
        names: of its files, folders inside as ``a/b``; what systems add by themselves (``__MACOSX``) is not there.
    """

    file: str
    names: tuple[str, ...]
    _zip: zipfile.ZipFile

    def size(self, name: str) -> int:
        """Return how many bytes a file of it has when unpacked; reading it never gives more."""
        return self._zip.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """Return the bytes of one of its files.

        Raises:
            SourceError: it is damaged.
        """
        return b"".join(self._pieces(name))

    def extract(self, folder: Path, names: Iterable[str] | None = None) -> tuple[Path, ...]:
        """Write files of it into a folder, without the folders inside; return their paths.

        Args:
            folder: where; it must be there.
            names: which ones; all by default.

        Raises:
            SourceError: one of them is damaged, or two have the same name but for their folder.
        """
        written = []
        for name in self.names if names is None else names:
            target = folder / PurePosixPath(name).name
            if target in written:
                raise source_error(self.file, name, f"only one file {target.name}")
            with target.open("wb") as out:
                out.writelines(self._pieces(name))
            written.append(target)
        return tuple(written)

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file bit by bit; whatever reading breaks on is told as one fault."""
        try:
            with self._zip.open(name) as source:
                while piece := source.read(CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, *_ODD) as error:
            hint = "fetch or pack the archive again"
            raise source_error(f"{self.file}/{name}", f"damaged data ({error})", "a whole file", hint) from None


@contextmanager
def open_archive(path: Path, *, most_unpacked: int = MOST_UNPACKED) -> Iterator[Archive]:
    """Open a zip archive and look it over before anything is unpacked.

    Args:
        path: of the archive; `check_file` has seen it.
        most_unpacked: bytes that all its files may have together when unpacked.

    Raises:
        SourceError: it is no whole zip archive; or a path leads out of the folder, or a file is a link or needs a
            password, or it would unpack to more than the bound: all such files at once.
    """
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, EOFError, *_ODD) as error:
        hint = "it may have been cut off: fetch it again"
        raise source_error(path.name, f"no whole zip archive ({error})", "a zip archive", hint) from None
    with opened:
        members = [info for info in opened.infolist() if not info.is_dir() and not _is_litter(info.filename)]
        _look_over(path.name, members, most_unpacked)
        yield Archive(path.name, tuple(info.filename for info in members), opened)


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini"))


def _look_over(file: str, members: list[zipfile.ZipInfo], most_unpacked: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise source_error(file, f"{len(members):,} files", f"at most {MOST_MEMBERS:,} files in the archive")
    total = sum(info.file_size for info in members)
    if total > most_unpacked:
        expected = f"at most {most_unpacked // _MB:,} MB of files when unpacked"
        raise source_error(file, f"{total // _MB:,} MB of files", expected)
    faults = Faults()
    seen: set[str] = set()
    for info in members:
        for found, expected in _oddities(info, seen):
            faults.add(f"{file}/{info.filename}", None, "", found, expected)
        seen.add(info.filename)
    faults.raise_any()


def _oddities(info: zipfile.ZipInfo, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what is found and what was expected of one file."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0] or not path.name:
        yield "a path that leads out of the archive's folder", "a file name, or folders and a file name"
    if stat.S_ISLNK(info.external_attr >> 16):
        yield "a link to another file", "the file itself"
    if info.flag_bits & 1:
        yield "a file that needs a password", "an archive without password"
    if info.filename in seen:
        yield "a second file of this name", "each name only once"
    if info.file_size > NO_RATIO_BELOW and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        yield f"a file that grows {ratio:,} times when unpacked", f"at most {MOST_RATIO} times"


__all__ = ["Archive", "SourceError", "open_archive"]
