"""Writing a folder whole or not at all: a reader sees the old files or the new ones, never half of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_MOST_PREFIX = 50
"""Letters of a folder's name in that of the one beside it, which must not become too long for the file system."""


def text_files(texts: Mapping[str, str]) -> dict[str, bytes]:
    """The content of files of text.

    Tables begin with a byte order mark, because Excel takes a CSV file without one for the local encoding.

    >>> text_files({"a.csv": "x", "a.json": "x"})
    {'a.csv': b'\\xef\\xbb\\xbfx', 'a.json': b'x'}
    """
    return {name: text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8") for name, text in texts.items()}


def write_folder(target: Path, files: Mapping[str, bytes], kept: Iterable[Path] = ()) -> None:
    """Put a folder with these files in the target's place, and with copies of the ``kept`` that are none of them.

    The files' names may have folders in them. Folders above the target are made.

    Raises:
        OSError: the folder cannot be written; what was there is there still.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name[:_MOST_PREFIX]}-", dir=target.parent) as beside:
        new = Path(beside, "new")
        new.mkdir()
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for path in kept:
            if not (new / path.name).exists():
                shutil.copy2(path, new / path.name)
        swap(new, target, Path(beside, "old"))


def swap(new: Path, target: Path, old: Path) -> None:
    """Put the new folder in the target's place; the old one goes aside, and comes back if that fails."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
