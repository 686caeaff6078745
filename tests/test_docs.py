"""The documentation is true: its commands run, what it shows is what they print, every option stands in cli.md.

On README.md and every page of docs/, in blocks marked ``console`` (commands after ``$``) and ``sh``, the commands that
begin with ``roadpost`` are run in order in one folder. ``# exit 1`` after a command is the exit code to expect.
Below a command in a ``console`` block stands what it prints; ``...`` stands for lines left out, and a line need only
begin as shown. A block after ``<!-- file: NAME -->`` is first written to that file; one after ``<!-- slow -->`` is left
to a test marked slow; one after ``<!-- shared -->`` needs ``../shared``: a test marked shared runs it with all other
blocks of its page. Time limits are cut to ROADPOST_DOCS_TIME_LIMIT seconds (3 by default).
"""

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHARED = ROOT.parent / "shared"
LONGEST_S = float(os.environ.get("ROADPOST_DOCS_TIME_LIMIT", "3"))

BLOCK = re.compile(r"((?:^<!-- .+? -->\n)*)^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d+)$")


@dataclass
class Step:
    """A file to write, or a command to run with the lines that the page shows of what it prints."""

    command: str = ""
    shown: list[str] = field(default_factory=list)
    file: str = ""
    content: str = ""
    slow: bool = False
    shared: bool = False


def steps_of(text: str) -> Iterator[Step]:
    for notes, language, body in BLOCK.findall(text):
        marks = {"slow": "<!-- slow -->" in notes, "shared": "<!-- shared -->" in notes}
        if name := re.search(r"<!-- file: (.+?) -->", notes):
            yield Step(file=name[1], content=body, **marks)
        elif language == "console":
            yield from console_steps(body, marks)
        elif language == "sh":
            yield from (Step(line, **marks) for line in joined(body) if line.startswith("roadpost "))


def console_steps(body: str, marks: dict[str, bool]) -> Iterator[Step]:
    step = Step()
    for line in [*joined(body), "$ "]:
        if line.startswith("$ "):
            if step.command.startswith("roadpost "):
                yield step
            step = Step(line[2:], **marks)
        else:
            step.shown.append(line)


def joined(body: str) -> list[str]:
    return body.replace("\\\n", " ").splitlines()


def limited(command: str) -> str:
    """The command with its time limit cut."""
    return re.sub(r"(?<=--time-limit )\S+", lambda found: f"{min(float(found[0]), LONGEST_S):g}", command)


def run(step: Step) -> None:
    if step.file:
        Path(step.file).parent.mkdir(parents=True, exist_ok=True)
        Path(step.file).write_text(step.content, "utf-8")
        return
    expected = EXIT.search(step.command)
    words = shlex.split(limited(EXIT.sub("", step.command)), comments=True)
    result = CliRunner().invoke(cli.main, words[1:])
    assert result.exit_code == (int(expected[1]) if expected else 0), f"{step.command}\n{result.output}"
    assert missing(step.shown, result.output) is None, f"{step.command}\n{result.output}"


def missing(shown: list[str], printed: str) -> str | None:
    """Return the first line that is shown but not printed, in this order; blanks do not matter."""
    lines = iter(" ".join(line.split()) for line in printed.splitlines())
    for line in shown:
        wanted = " ".join(line.split())
        if wanted not in ("", "...") and not any(found.startswith(wanted) for found in lines):
            return line
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for step in steps_of(page.read_text("utf-8")):
        if not step.slow and not step.shared:
            run(step)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [page for page in PAGES if "<!-- slow -->" in page.read_text("utf-8")], ids=lambda page: page.name
)
def test_all_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for step in steps_of(page.read_text("utf-8")):
        if not step.shared:
            run(step)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize(
    "page", [page for page in PAGES if "<!-- shared -->" in page.read_text("utf-8")], ids=lambda page: page.name
)
def test_the_commands_of_a_page_run_on_real_data(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "shared").symlink_to(SHARED, target_is_directory=True)
    monkeypatch.chdir(tmp_path / "here")
    for step in steps_of(page.read_text("utf-8")):
        if not step.slow:
            run(step)


def commands(group: click.Group = cli.main, path: str = "roadpost") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_and_option_stands_in_cli_md(name: str) -> None:
    command = dict(commands())[name]
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    heading = re.search(rf"^## {name}(?= |$).*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert heading, f"no heading for {name}"
    options = [name for option in command.params if isinstance(option, click.Option) for name in option.opts]
    assert [option for option in options if f"`{option}" not in heading[0]] == []


def test_the_options_before_the_command_stand_in_cli_md() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    options = [name for option in cli.main.params for name in option.opts]
    assert [option for option in options if f"`{option}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


# The rest tests the test.


def test_blocks_give_commands_files_and_what_is_shown() -> None:
    text = (
        "<!-- slow -->\n```sh\nmake demo\nroadpost examples\n```\n"
        "<!-- shared -->\n```sh\nroadpost import x\n```\n"
        "<!-- file: a/b.csv -->\n```csv\nx\n```\n"
        "```console\n$ ls\nplan\n$ roadpost check first \\\n  p  # exit 1\nrefused\n...\n```\n"
    )
    assert list(steps_of(text)) == [
        Step("roadpost examples", slow=True),
        Step("roadpost import x", shared=True),
        Step(file="a/b.csv", content="x\n"),
        Step("roadpost check first    p  # exit 1", ["refused", "..."]),
    ]


def test_a_time_limit_is_cut() -> None:
    assert limited("roadpost solve x --time-limit 600 --json") == f"roadpost solve x --time-limit {LONGEST_S:g} --json"


@pytest.mark.parametrize(
    ("shown", "lacking"), [(["a  b", "...", "d"], None), (["b"], "b"), (["d", "a"], "a"), (["a b c"], None)]
)
def test_lines_that_are_not_printed_are_found(shown: list[str], lacking: str | None) -> None:
    assert missing(shown, "a b   c\nc\nd e\n") == lacking
