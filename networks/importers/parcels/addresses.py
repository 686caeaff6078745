"""From the address code of a parcel to the id of a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from networks.importers.faults import source_error
from networks.importers.files import check_file
from networks.importers.headings import is_blank, plain_text
from networks.importers.part import read_part
from scenarios.cells import CellError, read_cell
from scenarios.faults import Hints
from scenarios.schema import BY_NAME
from scenarios.tables import decode, read_table, text_frame

_SPOILT = re.compile(r"\d(\.\d+)?[eE]\+?\d\d?", re.ASCII)
_ID = BY_NAME["places"].columns[0]
EVERY_VILLAGE = "*"
"""An address that stands for each village of the places, for those who know only what a village gets on average."""
WITH_PEOPLE = ("hub", "station", "village")


@dataclass(frozen=True, slots=True)
class Match:
    """What became of an address: the place's id, or the reason why there is none; ``guess`` says what was bent."""

    place: str = ""
    reason: str = ""
    detail: str = ""
    guess: str = ""


class Addresses:
    """The places that address codes may mean; every code is looked up once."""

    def __init__(self, places: pd.DataFrame | None, hub: str | None) -> None:
        rows = [] if places is None else list(zip(places["id"], places["name"], places["kind"], strict=True))
        self._kinds = {id_: kind for id_, _, kind in rows} if places is not None else None
        self._by_name = _grouped((plain_text(name), id_) for id_, name, _ in rows)
        self._by_digits = _grouped((id_.lstrip("0"), id_) for id_, _, _ in rows if id_.isdigit())
        self._known: dict[str, Match] = {}
        self._hints = Hints(id_ for id_, _, _ in rows)
        self.hub, self.hub_guess = self._hub(hub)

    def _hub(self, hub: str | None) -> tuple[str, str]:
        """Return the hub's id, and what was guessed about it."""
        if self._kinds is None:
            return hub or "hub", "" if hub else 'the hub is called "hub"'
        hubs = [id_ for id_, kind in self._kinds.items() if kind == "hub"]
        if hub is None and len(hubs) == 1:
            return hubs[0], ""
        if hub is None or hub not in self._kinds or self._kinds[hub] not in WITH_PEOPLE:
            expected = f"the id of a hub of the places, such as {', '.join(hubs[:5]) or 'none: there is no hub'}"
            raise source_error("--hub", hub or "", expected)
        return hub, ""

    def villages(self, code: str) -> tuple[str, ...]:
        """Return the codes that one in a row stands for: itself, or those of all villages."""
        if code != EVERY_VILLAGE or self._kinds is None:
            return (code,)
        return tuple(id_ for id_, kind in self._kinds.items() if kind == "village") or (code,)

    def find(self, code: str) -> Match:
        """Return the place that a code means."""
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _find(self, code: str) -> Match:
        if is_blank(code):
            return Match(reason="no address code")
        if _SPOILT.fullmatch(code):
            return Match(reason="address code spoilt by a spreadsheet", detail=f"{code}: save the column as text")
        if self._kinds is None:
            try:
                read_cell(_ID, code)
            except CellError as error:
                return Match(reason="address code is no id", detail=f"{code[:60]}: {error}")
            return Match(place=code)
        return self._with_people(self._among_places(code), code, self._kinds)

    def _among_places(self, code: str) -> Match:
        assert self._kinds is not None
        if code in self._kinds:
            return Match(place=code)
        for found, how in (
            (self._by_name.get(plain_text(code), ()), ""),
            (self._by_digits.get(code.lstrip("0"), ()) if code.isdigit() else (), "zeros at the front of a code"),
        ):
            if len(found) == 1:
                return Match(place=found[0], guess=how, detail=f"{code}: taken as {found[0]}" if how else "")
            if found:
                return Match(reason="address fits more than one place", detail=f"{code}: {', '.join(found[:5])}")
        return Match(reason="unknown address code", detail=" ".join((code[:60], self._hints(code))).strip())

    def _with_people(self, match: Match, code: str, kinds: Mapping[str, str]) -> Match:
        if match.place and kinds[match.place] not in WITH_PEOPLE:
            detail = f"{code}: {match.place} is a {kinds[match.place]}"
            return Match(reason="address where nobody hands parcels over", detail=detail)
        return match


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, id_ in pairs:
        groups[key].append(id_)
    return groups


def read_places(path: Path | None) -> pd.DataFrame | None:
    """Return a table of places from its file, or from the folder of an import or a scenario; None for None.

    Raises:
        SourceError: there is no such table.
        ScenarioError: with all its faults.
    """
    if path is None:
        return None
    if path.is_dir():
        places = read_part(path).places
        if places is None:
            raise source_error(str(path), "no places.csv", "a folder with places.csv")
        return places
    content = check_file(path).read_bytes()
    read_table(BY_NAME["places"], path.name, content)
    return text_frame(BY_NAME["places"], path.name, decode(path.name, content))
