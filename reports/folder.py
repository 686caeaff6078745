"""A report's folder: written whole or not at all, and never over files that are no report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scenarios.errors import RoadpostError
from scenarios.folders import write_folder

PAGE, WORKBOOK, GEOJSON, TABLES = "index.html", "workbook.xlsx", "plan.geojson", "tables"
_CLUTTER = (".", "~$", "Thumbs.db", "desktop.ini")
"""Left by file managers and spreadsheets: not worth keeping, and no reason to refuse."""


class ReportWriteError(RoadpostError):
    """A report cannot be written where it should go."""


def refuse_report_folder(folder: Path) -> None:
    """Ask before the work whether a report may be written to a folder.

    Raises:
        ReportWriteError: unless there is nothing yet, or an empty folder, or a report and nothing else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ReportWriteError(f"{folder} is not a folder; nothing was written")
    there = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(_CLUTTER))
    found = sorted(path.relative_to(folder).as_posix() for path in there)
    others = [name for name in found if not _is_ours(name)]
    if others or (found and PAGE not in found):
        some = ", ".join((others or found)[:3]) + (" .." if len(others or found) > 3 else "")
        raise ReportWriteError(f"{folder} holds other files than a report's ({some}); nothing was written")


def _is_ours(name: str) -> bool:
    return name in (PAGE, WORKBOOK, GEOJSON) or (name.startswith(f"{TABLES}/") and name.endswith(".csv"))


def write_report(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files of a report; a reader sees the old report or the new one, never half of one.

    Raises:
        ReportWriteError: the folder holds something else than a report, or cannot be written.
    """
    target = folder.resolve()
    refuse_report_folder(target)
    try:
        write_folder(target, files)
    except OSError as error:
        raise ReportWriteError(f"{folder} cannot be written: {error.strerror or error}") from error
    return folder
