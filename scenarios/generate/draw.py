"""Small draws from a numpy generator that give plain Python values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return int(rng.integers(low, high + 1))


def step(rng: np.random.Generator, low: int, high: int, size: int) -> int:
    """A multiple of ``size`` from ``low`` to ``high``, both included (``low`` is one)."""
    return low + size * whole(rng, 0, (high - low) // size)


def choose(rng: np.random.Generator, items: Sequence[Item]) -> Item:
    """One of the items, all equally likely."""
    return items[whole(rng, 0, len(items) - 1)]


def some(rng: np.random.Generator, items: Sequence[Item], count: int) -> list[Item]:
    """Up to ``count`` different items in a random order."""
    return [items[int(at)] for at in rng.permutation(len(items))[:count]]


def spread_over(rng: np.random.Generator, total: int, shares: Sequence[float]) -> list[int]:
    """``total`` things dealt out by shares at random; the counts add up to ``total``."""
    weights = np.asarray(shares, dtype=float)
    return [int(count) for count in rng.multinomial(total, weights / weights.sum())]
