"""How much: parcels with their mass and room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.types import Consignment


@dataclass(frozen=True, slots=True)
class Amount:
    """Parcels, their grams and millilitres.

    >>> Amount(1, 2, 3) + Amount(1, 1, 1) - Amount(0, 0, 4)
    Amount(parcels=2, g=3, ml=0)
    """

    parcels: int = 0
    g: int = 0
    ml: int = 0

    @staticmethod
    def of(consignment: Consignment, parcels: int) -> Amount:
        """So many parcels of a consignment."""
        return Amount(parcels, parcels * consignment.parcel_g, parcels * consignment.parcel_ml)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.parcels + other.parcels, self.g + other.g, self.ml + other.ml)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.parcels - other.parcels, self.g - other.g, self.ml - other.ml)


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum of amounts."""
    listed = list(amounts)
    return Amount(sum(a.parcels for a in listed), sum(a.g for a in listed), sum(a.ml for a in listed))


@dataclass(frozen=True, slots=True)
class Lot:
    """Parcels of one consignment that are handed over at once."""

    consignment: Consignment
    parcels: int

    @property
    def amount(self) -> Amount:
        """Parcels, grams and millilitres."""
        return Amount.of(self.consignment, self.parcels)


def amount_of(lots: Iterable[Lot]) -> Amount:
    """The sum of lots."""
    return total(lot.amount for lot in lots)


def by_brand(lots: Iterable[Lot]) -> dict[str, int]:
    """Parcels by brand, in the order of the alphabet."""
    return _parcels((lot.consignment.brand, lot.parcels) for lot in lots)


def by_goods(lots: Iterable[Lot]) -> dict[str, int]:
    """Parcels by class of goods, in the order of the alphabet."""
    return _parcels((lot.consignment.goods.value, lot.parcels) for lot in lots)


def _parcels(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, parcels in sorted(pairs):
        sums[key] = sums.get(key, 0) + parcels
    return sums
