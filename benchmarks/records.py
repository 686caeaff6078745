"""The file of results: one JSON object a line, added one by one, so that a long run can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Key = tuple[Any, ...]


class Records:
    """Measurements kept in a file, or in memory only if there is none."""

    def __init__(self, file: Path | None, fields: Iterable[str]) -> None:
        self._file, self._fields = file, tuple(fields)
        self._by: dict[Key, dict[str, Any]] = {}
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                self._keep(_object(line))

    def _keep(self, record: dict[str, Any]) -> None:
        if all(name in record for name in self._fields):
            self._by[self._key(record)] = record

    def _key(self, record: Mapping[str, Any]) -> Key:
        return tuple(record[name] for name in self._fields)

    def get(self, given: Mapping[str, Any], measure: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
        """The record with the given fields: the known one, or one measured now and added to the file.

        One with ``trouble`` is measured again.
        """
        key = self._key(given)
        if key not in self._by or self._by[key].get("trouble"):
            record = {**given, **measure()}
            self._by[key] = record
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(record) + "\n")
        return self._by[key]


def _object(line: str) -> dict[str, Any]:
    """The object of a line; a line cut off by a crash is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
