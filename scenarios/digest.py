"""A fingerprint of what a scenario says, to tell whether a plan belongs to it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json

from scenarios.types import Scenario

# How a scenario is called, and which strategy plans it: plans that are compared differ in these alone.
LEFT_OUT = ("name", "description", "strategy")


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 over everything in a scenario but its name, description and strategy.

    Two plans of one folder under two strategies have the same digest; any change of a place, a road, a run, a
    van, a consignment, a setting or the date gives another.
    """
    kept = [field.name for field in dataclasses.fields(scenario) if field.name not in LEFT_OUT]
    content = {name: getattr(scenario, name) for name in kept}
    text = json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Return what JSON can write of a value; sets in order, objects as lists of name and value."""
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no canonical form of {type(value).__name__}")
