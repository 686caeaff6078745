"""The texts of `scenario.toml` and of the scenarios it extends: from TOML to one checked `ScenarioFile`.

No path is opened here. A chain is a sequence of `Toml`, the user's own first, then what it extends, and so on.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.faults import Fault, ScenarioError, nearest
from scenarios.settings import ScenarioFile

# How pydantic begins a message, and how the same goes on after "expected".
_OPENINGS = {
    "Input should be greater": "a number greater",
    "Input should be less": "a number less",
    "Input should be a valid string": "text, in quotes",
    "Input should be a valid decimal": "a number",
    "Input should be a valid integer": "a whole number",
    "Input should be ": "",
    "Decimal input should have ": "a number with ",
    "String should have ": "text of ",
}
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_SECTION = re.compile(r"\s*\[\s*([\w-]+)\s*\]")


@dataclass(frozen=True, slots=True)
class Toml:
    """One parsed `scenario.toml`: its path for messages, its text, and what it says."""

    file: str
    text: str
    data: Mapping[str, Any]


def parse_toml(file: str, text: str) -> Toml:
    """Parse the text of a `scenario.toml`; numbers with a point become exact decimals.

    Raises:
        ScenarioError: it is not TOML, or ``extends`` is no text.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    # A plain ValueError is a number of more digits than Python reads; too deep nesting is a RecursionError.
    except (ValueError, RecursionError) as error:
        raise ScenarioError([_syntax_fault(file, text, str(error))]) from None
    toml = Toml(file, text, data)
    extends = data.get("extends")
    if extends is not None and not (isinstance(extends, str) and extends.strip()):
        expected = "the folder of another scenario, such as ../base, in quotes"
        raise ScenarioError(
            [Fault(file, line_of(toml, ("extends",)), "extends", _as_toml(extends), expected)]
        )
    return toml


def _syntax_fault(file: str, text: str, message: str) -> Fault:
    lines = text.splitlines() or [""]
    match = _AT_LINE.search(message)
    if not match and not message.endswith(_AT_END):
        return Fault(file, None, "", "", "valid TOML", message)
    row = min(int(match[1]), len(lines)) if match else len(lines)
    key = _KEY.match(lines[row - 1])
    reason = _AT_LINE.sub("", message).removesuffix(_AT_END)
    return Fault(file, row, key[1] if key else "", lines[row - 1].strip(), "valid TOML", reason)


def scenario_file(chain: Sequence[Toml]) -> ScenarioFile:
    """Merge a chain, the first winning key by key, and check the result.

    Raises:
        ScenarioError: with all settings that are unknown, missing or out of bounds.
    """
    try:
        return ScenarioFile.model_validate(merged(chain))
    except ValidationError as error:
        faults = (_setting_fault(chain, details) for details in error.errors())
        files = [toml.file for toml in chain]
        raise ScenarioError(sorted(faults, key=lambda one: (files.index(one.file), one.row or 0))) from None


def merged(chain: Sequence[Toml]) -> dict[str, Any]:
    """Return what a chain says together; sections are merged key by key.

    >>> merged([Toml("a", "", {"costs": {"x": 1}}), Toml("b", "", {"costs": {"x": 2, "y": 3}, "name": "b"})])
    {'costs': {'x': 1, 'y': 3}, 'name': 'b'}
    """
    whole: dict[str, Any] = {}
    for toml in reversed(chain):
        for key, value in toml.data.items():
            below = whole.get(key)
            if isinstance(below, dict) and isinstance(value, dict):
                whole[key] = {**below, **value}
            else:
                whole[key] = value
    return whole


def _setting_fault(chain: Sequence[Toml], details: ErrorDetails) -> Fault:
    """Turn one of pydantic's findings into a fault that names file and line."""
    path = tuple(str(part) for part in details["loc"])
    toml = next((toml for toml in chain if _says(toml, path)), chain[0])
    row = line_of(toml, path)
    column = ".".join(path)
    if details["type"] == "missing":
        return Fault(toml.file, None, column, "", ScenarioFile.model_fields[path[0]].description or "a value")
    value = _as_toml(details["input"])
    if details["type"] == "extra_forbidden":
        known = _keys_beside(path)
        return Fault(toml.file, row, column, value, f"one of {', '.join(known)}", nearest(path[-1], known))
    if details["type"] == "model_type":
        return Fault(toml.file, row, column, value, f"a section [{column}]")
    hint = nearest(str(details["input"]), re.findall(r"'(\w+)'", details["msg"]))
    return Fault(toml.file, row, column, value, _expected(details), hint)


def _expected(details: ErrorDetails) -> str:
    """Return pydantic's message as the end of the sentence "expected ..."."""
    message = re.sub(r"'(\w+)'", r'"\1"', details["msg"])
    for opening, ours in _OPENINGS.items():
        if message.startswith(opening):
            return ours + message.removeprefix(opening)
    return message


def _says(toml: Toml, path: Sequence[str]) -> bool:
    value: Any = toml.data
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True


def _keys_beside(path: Sequence[str]) -> list[str]:
    model: type[BaseModel] = ScenarioFile
    for part in path[:-1]:
        annotation = model.model_fields[part].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return list(model.model_fields)


def _as_toml(value: object) -> str:
    """Return a value as a user would see it in the file, more or less."""
    if isinstance(value, Mapping):
        return "a section"
    if isinstance(value, bool | list):
        return json.dumps(value, default=str)
    return str(value) or '""'


def line_of(toml: Toml, path: Sequence[str]) -> int | None:
    """Return the number of the line that sets a key, or None if it is not plainly there (in an inline table, say).

    >>> line_of(Toml("t", "name = 1\\n[costs]\\nx = 2", {}), ("costs", "x"))
    3
    """
    section: tuple[str, ...] = ()
    for number, line in enumerate(toml.text.splitlines(), start=1):
        if match := _SECTION.match(line):
            section = (match[1],)
            if section == tuple(path):
                return number
        elif (match := _KEY.match(line)) and (*section, *match[1].split(".")) == tuple(path):
            return number
    return None
