"""What gets installed: the wheel holds our packages and the command, and nothing else of the repository."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("scenarios", "networks", "optimizer", "reports")

# One process builds one wheel for all these tests, also when tests run side by side.
pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built, without a network, from a copy of the sources.

    From a copy, because building leaves a folder behind whose stale files would get into the next wheel.
    """
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=not_sources)
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), "source"]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("roadpost-*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The paths of all files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def not_sources(folder: str, names: list[str]) -> set[str]:
    """Name what `copytree` leaves out: at the top whatever git ignores, and compiled files everywhere."""
    patterns = [".*", "build", "dist", "*.egg-info"] if Path(folder) == ROOT else []
    return {name for name in names if any(fnmatch(name, pattern) for pattern in [*patterns, "__pycache__"])}


def in_sources(*patterns: str) -> set[str]:
    """The files of the packages whose paths from the root fit one of the patterns."""
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*"))
    files = (path.relative_to(ROOT).as_posix() for path in paths)
    return {file for file in files if any(fnmatch(file, pattern) for pattern in patterns)}


def test_the_top_level_names_are_ours_and_no_more(names: set[str]) -> None:
    top = {name.split("/")[0] for name in names}
    (info,) = (name for name in top if fnmatch(name, "roadpost-*.dist-info"))
    reports = {"reports"} if (ROOT / "reports").is_dir() else set()
    assert top - {info} == {"cli.py", "scenarios", "networks", "optimizer"} | reports


def test_tests_and_benchmarks_are_not_in_it(names: set[str]) -> None:
    assert [name for name in names if {"tests", "benchmarks"} & set(name.split("/"))] == []


def test_every_module_is_in_it(names: set[str]) -> None:
    # A folder without __init__.py works from the sources and is missing from the wheel.
    assert in_sources("*.py", "*/py.typed") - names == set()


def test_the_examples_are_in_it(names: set[str]) -> None:
    kinds = ("toml", "csv", "md")
    assert in_sources(*(f"scenarios/examples/*.{kind}" for kind in kinds)) - names == set()


def test_the_words_of_reports_are_in_it(names: set[str]) -> None:
    assert in_sources("reports/catalogue/*.po") - names == set()


def test_the_templates_of_the_page_are_in_it(names: set[str]) -> None:
    assert in_sources(*(f"reports/page/templates/*.{kind}" for kind in ("html", "css", "js"))) - names == set()


def test_the_command_calls_the_command_line_module(wheel: Path, names: set[str]) -> None:
    (entry_points,) = (name for name in names if fnmatch(name, "roadpost-*.dist-info/entry_points.txt"))
    parser = ConfigParser()
    with ZipFile(wheel) as archive:
        parser.read_string(archive.read(entry_points).decode())
    assert dict(parser["console_scripts"]) == {"roadpost": "cli:main"}
