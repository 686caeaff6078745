"""What stays behind, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.costs.reading import Reading
from optimizer.plan import Unserved
from reports.catalogue import Translator
from reports.catalogue.phrases import phrase, way_phrase
from reports.catalogue.words import GOODS, REMEDIES, RULES
from reports.page.names import Refs
from reports.sheets.names import Names
from reports.sheets.overview import amount_text
from reports.text import count


@dataclass(frozen=True, slots=True)
class TriedWay:
    """One way that goods could have gone, the rule that stopped it, and by how much."""

    way: str
    rule: str
    amount: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A consignment of which something stays behind."""

    id: str
    origin: str
    from_ref: str
    destination: str
    to_ref: str
    what: str
    parcels: str
    ways: tuple[TriedWay, ...]
    remedies: tuple[str, ...]

    @property
    def why(self) -> str:
        """All the rules, each once."""
        return "; ".join(dict.fromkeys(way.rule for way in self.ways))


@dataclass(frozen=True, slots=True)
class Left:
    """All that stays behind."""

    summary: str
    rows: tuple[LeftRow, ...]


def left_behind(reading: Reading, names: Names, refs: Refs, _: Translator) -> Left:
    """What stays behind, by consignment."""
    tried: dict[str, list[Unserved]] = {}
    for row in reading.sieve.unserved:
        tried.setdefault(row.consignment, []).append(row)
    rows = tuple(_row(reading, name, found, names, refs, _) for name, found in tried.items())
    summary = _("{n} parcels of {consignments} consignments stay behind.")
    return Left(summary.format(n=count(sum(reading.left.values())), consignments=count(len(rows))), rows)


def _row(reading: Reading, name: str, tried: Sequence[Unserved], names: Names, refs: Refs, _: Translator) -> LeftRow:
    item = reading.consignments[name]
    remedies = [_(REMEDIES[row.rule]) for row in tried if row.rule in REMEDIES]
    return LeftRow(
        id=name,
        origin=names.place(item.origin),
        from_ref=refs.place(item.origin),
        destination=names.place(item.destination),
        to_ref=refs.place(item.destination),
        what=f"{item.brand}, {_(GOODS[item.goods.value])}",
        parcels=count(reading.left[name]),
        ways=tuple(_tried(row, names, _) for row in tried),
        remedies=tuple(dict.fromkeys(remedies)),
    )


def _tried(row: Unserved, names: Names, _: Translator) -> TriedWay:
    rule = _(RULES[row.rule]) if row.rule in RULES else row.rule
    amount = f"{phrase(row.detail, _)} {amount_text(row.amount, row.unit, _)}".strip()
    return TriedWay(way_phrase(row.way, names.place, _), rule, amount)
