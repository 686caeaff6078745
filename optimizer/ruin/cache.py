"""Compiled code is kept on disk by file; what changed in another file would not be noticed. This notices it."""

from __future__ import annotations

import hashlib
from pathlib import Path

_KEPT = ("*.nbi", "*.nbc")
_STAMP = "ruin.stamp"


def forget_outdated(folder: Path) -> bool:
    """Delete what was compiled from other sources than those that are in a package's folder now.

    Numba compares a function's own file only, but compiled code contains the functions that it calls. Returns whether
    something was out of date. A folder that cannot be written to is left as it is.
    """
    sources = sorted(folder.glob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    kept = folder / "__pycache__"
    stamp = kept / _STAMP
    try:
        if stamp.exists() and stamp.read_text("utf-8") == digest:
            return False
        kept.mkdir(exist_ok=True)
        for pattern in _KEPT:
            for file in kept.glob(pattern):
                file.unlink(missing_ok=True)
        stamp.write_text(digest, "utf-8")
    except OSError:
        return False
    return True
