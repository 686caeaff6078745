"""The bags on each run: what is packed together, what their labels say, and where they are when a bus goes on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from optimizer.costs.loads import OnBus
from optimizer.costs.reading import Reading
from reports.day.amounts import Amount, Lot, amount_of
from scenarios.types import Run

_Ends = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Labels:
    """Labels first to last of the bags that were packed for a run; ``L01-o1/3`` is bag 3 of run L01-o1."""

    run: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bags:
    """Goods of one run that travel in bags of their own: same calls, origin and destination.

    ``number`` is that of the rule on dwell times: bags of at most `parcels_per_bag`. Bags that came aboard from the
    bus's run before keep the labels that they were given there.
    """

    board: int
    leave: int
    came_aboard: bool
    stays_aboard: bool
    origin: str
    destination: str
    number: int
    labels: tuple[Labels, ...]
    lots: tuple[Lot, ...]

    @property
    def amount(self) -> Amount:
        """What is in them."""
        return amount_of(self.lots)


def bags_by_run(reading: Reading) -> dict[str, tuple[Bags, ...]]:
    """The bags of every run that carries goods, runs in order of their first departure."""
    loads: dict[str, list[OnBus]] = defaultdict(list)
    for load in reading.on_bus:
        loads[load.run.id].append(load)
    packed: dict[str, tuple[Bags, ...]] = {}
    before = runs_before(reading)
    for name in sorted(loads, key=lambda name: (reading.runs[name].calls[0].depart_s, name)):
        earlier = before.get(name)
        aboard = _labels_aboard(packed.get(earlier.id, ())) if earlier else {}
        packed[name] = _pack(name, loads[name], reading.settings.parcels_per_bag, aboard)
    return packed


def runs_before(reading: Reading) -> dict[str, Run]:
    """For each run of the day the one that the same bus makes just before it, where there is one."""
    blocks: dict[str, list[Run]] = defaultdict(list)
    for run in reading.scenario.runs:
        if run.block and run.operates_on(reading.scenario.service_date):
            blocks[run.block].append(run)
    found: dict[str, Run] = {}
    for runs in blocks.values():
        runs.sort(key=lambda run: run.calls[0].depart_s)
        found |= {after.id: run for run, after in pairwise(runs)}
    return found


def _labels_aboard(bags: tuple[Bags, ...]) -> dict[_Ends, tuple[Labels, ...]]:
    """Labels of what stays aboard after a run, by origin and destination."""
    labels: dict[_Ends, tuple[Labels, ...]] = defaultdict(tuple)
    for group in bags:
        if group.stays_aboard:
            labels[group.origin, group.destination] += group.labels
    return labels


def _pack(
    run: str, loads: list[OnBus], parcels_per_bag: int, aboard: dict[_Ends, tuple[Labels, ...]]
) -> tuple[Bags, ...]:
    groups: dict[tuple[int, int, bool, bool, str, str], list[Lot]] = defaultdict(list)
    for load in loads:
        item = load.consignment
        key = (load.board, load.leave, load.came_aboard, load.stays_aboard, item.origin, item.destination)
        groups[key].append(Lot(item, load.parcels))
    packed, last = [], 0
    for key in sorted(groups):
        lots = tuple(sorted(groups[key], key=lambda lot: lot.consignment.id))
        number = -(-sum(lot.parcels for lot in lots) // parcels_per_bag)
        labels = aboard.get(key[4:], ()) if key[2] else (Labels(run, last + 1, last + number),)
        last += 0 if key[2] else number
        packed.append(Bags(*key, number, labels, lots))
    return tuple(packed)
