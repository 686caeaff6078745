"""Run one measurement in processes of its own, so that its time, its memory and its end are its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

_POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: the JSON object it printed last (None if none), its peak memory and its end's reason.

    ``peak_mib`` is that of all its processes together, or None where the system does not tell (it needs /proc).
    ``trouble`` is empty if all went well.
    """

    told: dict[str, Any] | None
    seconds: float
    peak_mib: float | None
    trouble: str


def run_module(
    module: str, arguments: Sequence[str], limit_s: float, environment: dict[str, str] | None = None
) -> Ended:
    """Run ``python -m module arguments`` until it ends, or kill it and all that it started after ``limit_s``."""
    began = time.monotonic()
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=given,
        start_new_session=True,
    )
    peak: float | None = None
    out, err = "", ""
    while True:
        try:
            out, err = process.communicate(timeout=_POLL_S)
            break
        except subprocess.TimeoutExpired:
            peak = _most(peak, tree_mib(process.pid))
            if time.monotonic() - began > limit_s:
                _kill_all(process.pid)
                process.communicate()
                return Ended(None, time.monotonic() - began, peak, f"killed after {limit_s:.0f} s")
    seconds = time.monotonic() - began
    _kill_all(process.pid)  # whatever it has left running would disturb the next measurement
    told = _last_object(out)
    trouble = "" if process.returncode == 0 and told is not None else _trouble(process.returncode, err)
    return Ended(told, seconds, peak, trouble)


def _kill_all(leader: int) -> None:
    """End a process and those that it started, which share its session."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(leader, signal.SIGKILL)
        else:
            os.kill(leader, signal.SIGTERM)


def _last_object(out: str) -> dict[str, Any] | None:
    for line in reversed(out.splitlines()):
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    return None


def _trouble(code: int, err: str) -> str:
    last = next((line for line in reversed(err.splitlines()) if line.strip()), "it told nothing")
    return f"exit code {code}: {last}"


def _most(known: float | None, now: float | None) -> float | None:
    return now if known is None else known if now is None else max(known, now)


def tree_mib(pid: int) -> float | None:
    """Memory of a process and its descendants in MiB, pages that they share counted once; None without /proc."""
    if not Path("/proc/self/stat").exists():
        return None
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (parent := _parent(folder)) is not None:
            children[parent].append(int(folder.name))
    total, waiting = 0, [pid]
    while waiting:
        here = waiting.pop()
        waiting += children[here]
        total += _memory_kib(here)
    return total / 1024


def _parent(folder: Path) -> int | None:
    try:
        text = (folder / "stat").read_text()
    except OSError:  # it has just ended
        return None
    return int(text.rpartition(")")[2].split()[1])


def _memory_kib(pid: int) -> int:
    """Proportional set size where the system tells it, else resident set size."""
    for name, label in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            text = Path(f"/proc/{pid}/{name}").read_text()
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith(label):
                return int(line.split()[1])
    return 0
