"""`check`: every rule of `docs/model.md`, section 3, asked in its order."""

from __future__ import annotations

from optimizer.checker.allowed import calendar, call, goods, strategy
from optimizer.checker.bus import block, dwell_call, dwell_run, hold
from optimizer.checker.day import max_range, rest, shift
from optimizer.checker.flow import conservation, flow, ready
from optimizer.checker.record import claims
from optimizer.checker.references import reference, unserved
from optimizer.checker.times import due, opening
from optimizer.checker.vans import fleet, path, van_load, work
from optimizer.checker.violation import Rule, Violation
from optimizer.checker.waiting import cold_wait, storage, transfer
from optimizer.costs.reading import Reading
from optimizer.plan import Plan, PlanRecord
from scenarios.types import Scenario

RULES: dict[str, Rule] = {
    "reference": reference,
    "strategy": strategy,
    "calendar": calendar,
    "call": call,
    "conservation": conservation,
    "flow": flow,
    "ready": ready,
    "transfer": transfer,
    "hold": hold,
    "block": block,
    "dwell_call": dwell_call,
    "dwell_run": dwell_run,
    "goods": goods,
    "storage": storage,
    "opening": opening,
    "cold_wait": cold_wait,
    "due": due,
    "fleet": fleet,
    "path": path,
    "work": work,
    "van_load": van_load,
    "shift": shift,
    "rest": rest,
    "range": max_range,
    "unserved": unserved,
}
"""The rules by name. The rule `cost` is not among them: it judges the record, not the plan."""


def check(scenario: Scenario, plan: Plan, record: PlanRecord | None = None) -> list[Violation]:
    """All breaches of the rules by a plan, in the order of the rules; none if the plan is valid.

    With the plan's record, its claims (costs, bound, digest, strategy) are judged too. Never raises for a
    malformed plan: rows that mean nothing are reported by the rule `reference` and left out of the others.
    """
    reading = Reading(scenario, plan)
    found = [violation for rule in RULES.values() for violation in rule(reading)]
    if record is not None:
        found.extend(claims(reading, record))
    return found
