"""How a command that fails says so: `tell(error)` writes to stderr and returns the exit code."""

from __future__ import annotations

import sys
import tempfile
import traceback
from importlib import metadata

from scenarios.errors import RoadpostError

KNOWN, OUR_BUG = 1, 3
LONGEST = 300
"""Characters of a bug's own message that are shown; the file has all of it."""


def version() -> str:
    """The installed version."""
    try:
        return metadata.version("roadpost")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def tell(error: Exception, debug: bool) -> int:
    """Say what went wrong: what the user can put right line by line, anything else as a bug of ours."""
    known = _known(error)
    if known is None:
        _tell_bug(error, debug)
        return OUR_BUG
    print(known, file=sys.stderr)
    if debug:
        traceback.print_exception(error)
    return KNOWN


def _known(error: Exception) -> str | None:
    """The words for an error with a known cause."""
    if isinstance(error, RoadpostError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this scenario"
    return None


def _tell_bug(error: Exception, debug: bool) -> None:
    """Own up to it: the traceback goes to a file, or to stderr if asked for."""
    what = f"{type(error).__name__}: {error}"[:LONGEST]
    print(f"*** A bug in roadpost, not in your data: {what}", file=sys.stderr)
    if debug:
        traceback.print_exception(error)
        return
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="replace", prefix="roadpost-bug-", suffix=".txt", delete=False
        ) as file:
            file.write(f"roadpost {version()}, Python {sys.version}\n{sys.argv}\n\n")
            traceback.print_exception(error, file=file)
        print(f"*** The details are in {file.name}: please send us that file.", file=sys.stderr)
    except OSError:
        print("*** Please run it again as: roadpost --debug ..., and send us what it prints.", file=sys.stderr)
