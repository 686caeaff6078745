"""What is sent: consignments by village, brand, class and wave, with whole parcels that add up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.generate.draw import choose, spread_over, step, whole
from scenarios.generate.spec import CountySpec, H
from scenarios.types import Consignment, Goods, Place

MOST_PARCELS = 150
"""No village gets more inbound parcels a day."""

DUE_IN_S = 19 * H
"""Villages close; what arrives with the second wave may wait until noon of the next day."""

DUE_NEXT_DAY_S = 36 * H
DUE_OUT_S = 18 * H
"""The evening truck leaves the hub."""

RMB = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class of goods is like: mean litres of hold and kg per parcel, its spread, what leaving it costs."""

    litres: float
    kg: float
    spread: float
    unserved_rmb: int
    longest_cm: tuple[int, int]


KINDS = {
    Goods.ORDINARY: Kind(12.0, 1.1, 0.25, 20, (20, 50)),
    Goods.FRAGILE: Kind(14.0, 1.5, 0.25, 20, (20, 50)),
    Goods.BULKY: Kind(45.0, 4.5, 0.3, 25, (70, 115)),
    Goods.COLD: Kind(14.0, 2.0, 0.25, 40, (30, 50)),
    Goods.BARRED: Kind(32.0, 3.2, 0.5, 25, (40, 160)),
}


@dataclass(frozen=True, slots=True)
class Lot:
    """Parcels of one village before they have a size: what makes a consignment of its own."""

    village: str
    inbound: bool
    brand: str
    goods: Goods
    ready_s: int
    due_s: int
    other: str


def make_consignments(
    rng: np.random.Generator, spec: CountySpec, hub: str, villages: tuple[Place, ...], plain: frozenset[str]
) -> tuple[Consignment, ...]:
    """All consignments; villages in ``plain`` get nothing cold or barred from buses."""
    lots: Counter[Lot] = Counter()
    for village in villages:
        inbound = _inbound_parcels(rng, spec)
        outbound = int(rng.poisson(spec.outbound_share * inbound))
        lots.update(_inbound(rng, spec, hub, village.id, inbound, village.id in plain))
        lots.update(_outbound(rng, spec, hub, village.id, outbound))
        if rng.random() < spec.inter_village_share and len(villages) > 1:
            others = [other.id for other in villages if other.id != village.id]
            lots.update(_outbound(rng, spec, choose(rng, others), village.id, whole(rng, 1, 3)))
    width = max(4, len(str(len(lots))))
    return tuple(
        _consignment(rng, f"c{number:0{width}d}", lot, parcels)
        for number, (lot, parcels) in enumerate(lots.items(), start=1)
    )


def _inbound_parcels(rng: np.random.Generator, spec: CountySpec) -> int:
    parcels = rng.lognormal(math.log(spec.parcels_median), spec.parcels_sigma)
    return max(1, min(MOST_PARCELS, round(float(parcels))))


def _inbound(
    rng: np.random.Generator, spec: CountySpec, hub: str, village: str, parcels: int, plain: bool
) -> Mapping[Lot, int]:
    """Lots from the hub: about the root of the parcels (8 parcels come in 3), each with a brand, a class, a wave."""
    lots: Counter[Lot] = Counter()
    for part in _parts(rng, parcels, round(math.sqrt(parcels))):
        second = rng.random() < spec.second_wave_share
        truck_s = spec.second_truck_s if second else spec.first_truck_s
        goods = _class(rng, spec)
        if plain and goods in (Goods.COLD, Goods.BARRED):
            goods = Goods.ORDINARY
        due_s = DUE_NEXT_DAY_S if second else DUE_IN_S
        lots[Lot(village, True, _brand(rng, spec), goods, truck_s + spec.sorting_s, due_s, hub)] += part
    return lots


def _outbound(rng: np.random.Generator, spec: CountySpec, to: str, village: str, parcels: int) -> Mapping[Lot, int]:
    """Lots from a village: one, or two if there are more than three parcels; handed in between 08:00 and 13:00."""
    lots: Counter[Lot] = Counter()
    for part in _parts(rng, parcels, 1 if parcels <= 3 else 2):
        goods = _class(rng, spec)
        if goods in (Goods.COLD, Goods.BARRED):
            goods = Goods.ORDINARY
        ready_s = step(rng, 8 * H, 13 * H, 900)
        lots[Lot(village, False, _brand(rng, spec), goods, ready_s, DUE_OUT_S, to)] += part
    return lots


def _parts(rng: np.random.Generator, parcels: int, count: int) -> list[int]:
    """``parcels`` in up to ``count`` parts of at least one; they add up."""
    count = min(parcels, max(1, count))
    if count <= 0:
        return []
    return [1 + more for more in spread_over(rng, parcels - count, rng.dirichlet([2.0] * count).tolist())]


def _brand(rng: np.random.Generator, spec: CountySpec) -> str:
    shares = np.array([share for _, share in spec.brands])
    return spec.brands[int(rng.choice(len(shares), p=shares / shares.sum()))][0]


def _class(rng: np.random.Generator, spec: CountySpec) -> Goods:
    shares = {
        Goods.FRAGILE: spec.fragile_share,
        Goods.BULKY: spec.bulky_share,
        Goods.COLD: spec.cold_share,
        Goods.BARRED: spec.barred_share,
    }
    draw = float(rng.random())
    for goods, share in shares.items():
        if draw < share:
            return goods
        draw -= share
    return Goods.ORDINARY


def _consignment(rng: np.random.Generator, id_: str, lot: Lot, parcels: int) -> Consignment:
    kind = KINDS[lot.goods]
    parcel_g = _around(rng, 1000 * kind.kg, kind.spread, 100)
    heavier = 1.0 if parcels == 1 else float(rng.uniform(1.2, 3.0))
    return Consignment(
        id=id_,
        origin=lot.other if lot.inbound else lot.village,
        destination=lot.village if lot.inbound else lot.other,
        brand=lot.brand,
        parcels=parcels,
        parcel_g=parcel_g,
        parcel_ml=_around(rng, 1000 * kind.litres, kind.spread, 500),
        ready_s=lot.ready_s,
        due_s=lot.due_s,
        unserved_urmb=kind.unserved_rmb * RMB,
        goods=lot.goods,
        heaviest_g=100 * round(parcel_g * heavier / 100),
        longest_cm=step(rng, kind.longest_cm[0], kind.longest_cm[1], 5),
    )


def _around(rng: np.random.Generator, mean: float, spread: float, size: int) -> int:
    """A lognormal amount with the given mean, on a multiple of ``size``."""
    amount = mean * float(rng.lognormal(-spread * spread / 2, spread))
    return max(size, size * round(amount / size))
