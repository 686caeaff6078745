"""The `roadpost` command as a process of its own: signals, pipes, encodings, the time until help appears."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
unix = pytest.mark.skipif(os.name != "posix", reason="signals are sent to a process of its own on Unix only")

# A search that waits for the word to stop, and then gives the plan of the construction; or gives none.
PATIENT = """
import sys, time, dataclasses
import optimizer, cli

real = optimizer.solve

def patient(scenario, instance, params, on_progress, stop):
    print("searching", file=sys.stderr, flush=True)
    while not stop():
        time.sleep(0.01)
    {after}
    result = real(scenario, instance, dataclasses.replace(params, engine="construct"), on_progress, None)
    return dataclasses.replace(result, stopped="interrupted")

optimizer.solve = patient
cli.main(prog_name="roadpost")
"""
NO_PLAN = "return optimizer.Result(None, 'interrupted', 'routing', None, None, {}, 0, 2, 1.0, {})"
DEAF = "time.sleep(60)"


def _heed_ctrl_c() -> None:
    """As a terminal starts a command: one whose tests run in the background would be started deaf."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*arguments: str, folder: Path, code: str = "", **environment: str) -> "subprocess.Popen[str]":
    """Start the command, or the given code in its place."""
    program = ["-c", code] if code else [str(ROOT / "cli.py")]
    return subprocess.Popen(
        [sys.executable, *program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "", **environment},
        preexec_fn=_heed_ctrl_c if os.name == "posix" else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def searching(folder: Path, after: str = "") -> "subprocess.Popen[str]":
    """Start a solve and wait until its search has begun."""
    process = start("solve", "first", "-o", "plan", folder=folder, code=PATIENT.replace("{after}", after))
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("searching"):
            break
    return process


@unix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_once_to_stop_it_writes_the_best_plan_so_far(tmp_path: Path, number: signal.Signals) -> None:
    process = searching(tmp_path)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "interrupted" in out
    assert json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))["stopped"] == "interrupted"


@unix
def test_stopped_before_there_is_a_plan_it_exits_with_130(tmp_path: Path) -> None:
    process = searching(tmp_path, NO_PLAN)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "nothing was written" in err
    assert list(tmp_path.iterdir()) == []


@unix
def test_asked_twice_it_ends_at_once(tmp_path: Path) -> None:
    process = searching(tmp_path, DEAF)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, "stopped at once" in err) == (130, True)
    assert time.monotonic() - began < 2
    assert list(tmp_path.iterdir()) == []


@unix
def test_ctrl_c_while_reading_exits_with_130(tmp_path: Path) -> None:
    code = (
        "import scenarios, cli, time\n"
        "scenarios.read_scenario = lambda *_: [print('reading', flush=True), time.sleep(30)]\n"
        "cli.main(prog_name='roadpost')"
    )
    process = start("solve", "first", "-o", "plan", folder=tmp_path, code=code)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "stopped\n")


@unix
@pytest.mark.slow
def test_a_real_search_can_be_stopped(tmp_path: Path) -> None:
    process = start("-v", "solve", "shenxian-east", "-o", "plan", "--time-limit", "120", folder=tmp_path)
    assert process.stderr is not None
    for line in process.stderr:
        if line.endswith("solving\n"):
            break
    time.sleep(3)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all processes of the command
    out, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (0, False)
    assert "interrupted" in out
    assert time.monotonic() - began < 45


@unix
@pytest.mark.slow
def test_stopped_twice_a_real_search_leaves_no_process_behind(tmp_path: Path) -> None:
    process = start("-v", "solve", "shenxian-east", "-o", "plan", folder=tmp_path)
    assert process.stderr is not None
    for line in process.stderr:
        if line.endswith("solving\n"):
            break
    time.sleep(5)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=10)  # would wait for children, which hold the pipe open
    assert (process.returncode, "Traceback" in err) == (130, False)


@unix
@pytest.mark.parametrize("arguments", [["scenario", "show", "first"], ["scenario", "show", "first", "--json"]])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    process = start(*arguments, folder=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 0


def test_without_a_terminal_there_is_no_progress_line(tmp_path: Path) -> None:
    process = start("solve", "first", "-o", "plan", "--engine", "construct", folder=tmp_path)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "\x1b" not in out


def test_v_tells_on_stderr_what_is_done_and_leaves_stdout_alone(tmp_path: Path) -> None:
    arguments = ("-v", "solve", "first", "-o", "plan", "--engine", "construct", "--json")
    out, err = start(*arguments, folder=tmp_path).communicate(timeout=60)
    assert "solving" in err
    assert json.loads(out)["engine"] == "construct"


def test_a_console_that_knows_no_chinese_shows_question_marks(tmp_path: Path) -> None:
    written = start("scenario", "new", "县", folder=tmp_path, PYTHONIOENCODING="cp1252")
    out, err = written.communicate(timeout=60)
    assert (written.returncode, out.splitlines()[0], err) == (0, "written: ?", "")
    told = start("scenario", "show", "没有", folder=tmp_path, PYTHONIOENCODING="cp1252")
    out, err = told.communicate(timeout=60)
    assert (told.returncode, out, "Traceback" in err) == (1, "", False)


def test_help_does_not_wait_for_heavy_libraries(tmp_path: Path) -> None:
    code = (
        "import sys, cli\n"
        "from click.testing import CliRunner\n"
        "assert CliRunner().invoke(cli.main, ['--help']).exit_code == 0\n"
        "print([name for name in ('pandas', 'numpy', 'ortools', 'numba', 'networkx', 'pydantic', 'rich', 'scenarios')"
        " if name in sys.modules])"
    )
    assert start(folder=tmp_path, code=code).communicate(timeout=30)[0] == "[]\n"
