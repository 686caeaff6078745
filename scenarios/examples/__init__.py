"""The scenarios that come with the program, one folder each, found by name."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from scenarios.errors import RoadpostError


class UnknownExample(RoadpostError):
    """There is no example of this name."""


def names() -> tuple[str, ...]:
    """Return the examples' names in alphabetical order."""
    return tuple(sorted(path.name for path in _root().iterdir() if (path / "scenario.toml").is_file()))


def find(name: str) -> Path:
    """Return the folder of an example.

    Raises:
        UnknownExample: there is none of this name.
    """
    # Looked up among the names, so that no name can lead out of the folder.
    if name not in names():
        raise UnknownExample(f'There is no example "{name}"; there are: {", ".join(names()) or "none"}.')
    return _root() / name


def describe(name: str) -> str:
    """Return the description that an example's `scenario.toml` gives.

    Raises:
        UnknownExample: there is none of this name.
    """
    data = tomllib.loads((find(name) / "scenario.toml").read_text("utf-8"))
    return str(data.get("description", "")).strip()


def _root() -> Path:
    return Path(str(resources.files(__name__)))
