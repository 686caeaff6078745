"""One row of an export to one `Parcel`; what the row does not say stays None, to be guessed from the others."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from networks.importers.headings import LENGTH_CM, MASS_G, VOLUME_ML, Units, is_blank, number_of, plain_text, quantity
from networks.importers.notes import Notes
from networks.importers.parcels.addresses import Addresses, Match
from networks.importers.parcels.clock import moment_of
from networks.importers.parcels.fields import GOODS_WORDS, INBOUND, OUTBOUND
from scenarios.cells import CellError, read_cell
from scenarios.schema import BY_NAME
from scenarios.types import Goods

MOST_G, MOST_CM, MOST_ML, MOST_PIECES = 1_000_000, 1_000, 10_000_000, 100_000
"""Per parcel; what is beyond is a mistyped number."""
_BY = re.compile(r"[x×*＊✕,，;/\s]+")
_SIDES = ("length", "width", "height")
_BRAND = next(column for column in BY_NAME["consignments"].columns if column.name == "brand")
NO_BRAND = "other"


@dataclass(slots=True)
class Parcel:
    """What one row says: ``pieces`` parcels alike, ``g`` and ``ml`` of all of them together."""

    row: int
    id: str
    origin: str
    destination: str
    inbound: bool
    brand: str
    goods: Goods
    pieces: int
    g: int | None
    ml: int | None
    longest_cm: int
    day: datetime.date | None
    time_s: int | None

    @property
    def heaviest_g(self) -> int:
        """Grams of one of them, rounded up."""
        return -(-(self.g or 0) // self.pieces)


class RowReader:
    """Reads rows of one file, noting what it guesses and leaves out."""

    def __init__(self, file: str, units: Mapping[str, str], addresses: Addresses, notes: Notes) -> None:
        self._file = file
        self._units = units
        self._addresses = addresses
        self._notes = notes
        self._brands: dict[str, str] = {}
        self._first: dict[str, int] = {}

    def pieces(self, row: int, cells: Mapping[str, str]) -> int:
        """Return how many parcels a row stands for."""
        text = cells.get("pieces", "")
        if is_blank(text):
            return 1
        number = number_of(text)
        if number is None or number != int(number) or not 1 <= number <= MOST_PIECES:
            self._notes.guess(self._file, row, "number of parcels not readable", f'"{text[:40]}": taken as 1')
            return 1
        return int(number)

    def read(self, row: int, cells: Mapping[str, str], pieces: int) -> Parcel | None:
        """Return the parcel of a row; None if it is left out."""
        ends = self._ends(row, cells, pieces)
        if ends is None or self._is_repeated(row, cells, pieces):
            return None
        g = self._amount(row, "kg", "weight", cells, MASS_G, MOST_G * pieces)
        ml, longest = self._room(row, cells, pieces)
        moment = self._moment(row, cells)
        return Parcel(
            row=row, id=cells.get("id", ""), origin=ends[0], destination=ends[1], inbound=ends[2],
            brand=self._brand(row, cells), goods=self._goods(row, cells), pieces=pieces,
            g=None if g is None else _up(g), ml=ml, longest_cm=longest, day=moment[0], time_s=moment[1],
        )  # fmt: skip

    def _left_out(self, row: int, reason: str, detail: str, pieces: int) -> None:
        self._notes.left_out(self._file, row, reason, detail, pieces)

    def _is_repeated(self, row: int, cells: Mapping[str, str], pieces: int) -> bool:
        id_ = cells.get("id", "")
        if is_blank(id_):
            return False
        first = self._first.setdefault(id_, row)
        if first != row:
            self._left_out(row, "the same parcel number again", f"{id_[:60]}, see row {first}", pieces)
        return first != row

    def _ends(self, row: int, cells: Mapping[str, str], pieces: int) -> tuple[str, str, bool] | None:
        """Return origin, destination, and whether it is inbound; None if one of them is unknown."""
        place = self._place(row, cells["place"], pieces)
        if place is None:
            return None
        hub = self._addresses.hub
        if not is_blank(cells.get("origin", "")):
            origin = self._place(row, cells["origin"], pieces)
            ends = None if origin is None else (origin, place, origin == hub)
        else:
            inbound = self._is_inbound(row, cells)
            ends = (hub, place, True) if inbound else (place, hub, False)
        if ends is not None and ends[0] == ends[1]:
            self._left_out(row, "begins and ends at one place", ends[0], pieces)
            return None
        return ends

    def _place(self, row: int, code: str, pieces: int) -> str | None:
        match: Match = self._addresses.find(code)
        if match.reason:
            self._left_out(row, match.reason, match.detail, pieces)
            return None
        if match.guess:
            self._notes.guess(self._file, row, match.guess, match.detail)
        return match.place

    def _is_inbound(self, row: int, cells: Mapping[str, str]) -> bool:
        text = plain_text(cells.get("direction", ""))
        if text in OUTBOUND:
            return False
        if text not in INBOUND and not is_blank(text):
            self._notes.guess(self._file, row, "direction not known", f'"{text[:40]}": taken as inbound')
        return True

    def _brand(self, row: int, cells: Mapping[str, str]) -> str:
        text = cells.get("brand", "")
        if is_blank(text):
            self._notes.guess(self._file, row, "no brand", f"taken as {NO_BRAND}")
            return NO_BRAND
        key = plain_text(text)
        if key not in self._brands:
            try:
                self._brands[key] = str(read_cell(_BRAND, text))
            except CellError:
                self._brands[key] = NO_BRAND
                self._notes.warning(self._file, row, "brand that cannot be written", f"taken as {NO_BRAND}")
        return self._brands[key]

    def _goods(self, row: int, cells: Mapping[str, str]) -> Goods:
        text = plain_text(cells.get("goods", ""))
        if is_blank(text):
            return Goods.ORDINARY
        for goods, words in GOODS_WORDS:
            if any(word in text for word in words):
                return goods
        self._notes.guess(self._file, row, "class of goods not known", f'"{text[:40]}": taken as ordinary')
        return Goods.ORDINARY

    def _moment(self, row: int, cells: Mapping[str, str]) -> tuple[datetime.date | None, int | None]:
        day = time_s = None
        for name in ("date", "time"):
            text = cells.get(name, "")
            if is_blank(text):
                continue
            found = moment_of(text)
            if found is None:
                self._notes.guess(self._file, row, f"{name} not readable", f'"{text[:40]}": passed over')
                continue
            day = found[0] or day
            time_s = time_s if found[1] is None else found[1]
        return day, time_s

    def _room(self, row: int, cells: Mapping[str, str], pieces: int) -> tuple[int | None, int]:
        """Return the millilitres of all, None if unknown, and the longest side of one in cm, 0 if unknown."""
        sides = self._sides(row, cells)
        longest = max(map(_up, sides), default=0)
        if len(sides) == 3:
            return _up(sides[0] * sides[1] * sides[2] * pieces), longest
        volume = self._amount(row, "volume", "volume", cells, VOLUME_ML, MOST_ML * pieces)
        return (None if volume is None else _up(volume)), longest

    def _sides(self, row: int, cells: Mapping[str, str]) -> list[Fraction]:
        """Return the sides that are known, in cm: from three columns, or from one such as 30x20x10."""
        found = [self._amount(row, name, name, cells, LENGTH_CM, MOST_CM) for name in _SIDES]
        known = [side for side in found if side is not None]
        text = plain_text(cells.get("size", ""))
        if known or is_blank(text):
            return known
        unit = next(
            (unit for unit in ("mm", "cm", "厘米", "毫米") if text.endswith(unit)), self._units.get("size", "cm")
        )
        parts = [part for part in _BY.split(text.removesuffix(unit).strip()) if part]
        sides = [quantity(part, LENGTH_CM, unit) for part in parts]
        good = [side for side in sides if side is not None and 0 < side <= MOST_CM]
        if len(parts) == 3 and len(good) == 3:
            return good
        self._notes.guess(self._file, row, "size not readable", f'"{text[:40]}": passed over')
        return []

    def _amount(
        self, row: int, name: str, word: str, cells: Mapping[str, str], units: Units, most: int
    ) -> Fraction | None:
        """Return a cell's quantity; None if it is blank, or no number above 0, which is noted."""
        text = cells.get(name, "")
        if is_blank(text):
            return None
        found = quantity(text, units, self._units[name])
        if found is not None and 0 < found <= most:
            return found
        if found != 0:
            self._notes.guess(self._file, row, f"{word} not readable", f'"{text[:40]}": passed over')
        return None


def _up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)
