"""The `separate` strategy: every brand is a problem of its own, and the plans are put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimizer.instance import Instance
from optimizer.plan import Plan


def split_by_brand(instance: Instance) -> tuple[Instance, ...]:
    """One instance per brand, in the brands' order of name; each has all vans of every type to itself."""
    brands = sorted({item.brand for item in instance.items})
    parts = []
    for brand in brands:
        mine = [item for item in instance.items if item.brand == brand]
        items = tuple(replace(item, index=number) for number, item in enumerate(mine))
        parts.append(replace(instance, items=items, timed_days={}, _ways={}))
    return tuple(parts)


def join_plans(instance: Instance, plans: Sequence[Plan]) -> Plan:
    """The brands' plans as one; the vans of brand k (from 0) are numbered from k times the type's number on."""
    number = {fleet.type.id: fleet.number for fleet in instance.fleets}
    joined = Plan(
        instance.strategy.value,
        tuple(row for plan in plans for row in plan.bus_loads),
        tuple(
            replace(row, number=row.number + brand * number[row.van])
            for brand, plan in enumerate(plans)
            for row in plan.van_stops
        ),
        tuple(
            replace(row, number=row.number + brand * number[row.van])
            for brand, plan in enumerate(plans)
            for row in plan.van_loads
        ),
        tuple(row for plan in plans for row in plan.unserved),
    )
    return joined.sorted()
