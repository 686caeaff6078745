"""What lies between two nodes of the routing model for the vans of a fleet: seconds, metres, trips begun, costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Fleet, Instance

FAR = 10_000_000
"""Seconds, and metres, that no van has: for drives that are not allowed."""

Table = NDArray[np.int64]


class Tables:
    """Tables over nodes. Nodes 0.. are starts; from ``first`` on come pairs of nodes, putting on and taking off.

    ``places``: place of each node, -1 for the start of buses. ``work_s``: handling time of the parcels of each node.
    """

    def __init__(self, instance: Instance, first: int, places: list[int], work_s: list[int]) -> None:
        self._instance = instance
        self._place = np.array(places, dtype=np.int64)
        self._work = np.array(work_s, dtype=np.int64)
        nodes = np.arange(len(places))
        self._is_start = nodes < first
        self._is_load = ~self._is_start & ((nodes - first) % 2 == 0)
        self._is_unload = ~self._is_start & ~self._is_load

    def trips(self, fleet: Fleet) -> Table:
        """1 where a van begins a second or later trip.

        It does where it comes from outside to put on something at its base, and where it goes on after taking something
        off there.
        """
        home = self._place == fleet.base
        from_outside = ~home & ~self._is_start
        comes = from_outside[:, None] & (home & self._is_load)[None, :]
        goes = (home & self._is_unload)[:, None] & (~self._is_start & (~home | self._is_load))[None, :]
        return np.asarray(comes | goes, dtype=np.int64)

    def seconds(self, fleet: Fleet) -> Table:
        """From the begin of work at one node to the arrival at the next, with reloading where a trip begins.

        Work at neighbouring nodes of one place is one stop. What is brought to the base comes off before
        anything is put on there.
        """
        home = self._place == fleet.base
        moves = self._place[:, None] != self._place[None, :]
        works = ~home & ~self._is_start
        settings = self._instance.settings
        work = np.where(works[:, None], self._work[:, None] + np.where(moves, settings.van_stop_s, 0), 0)
        barred = (home & self._is_load)[:, None] & (home & self._is_unload)[None, :]
        driving = self._between(self._instance.seconds(fleet))
        return np.asarray(np.where(barred, FAR, driving + work + self.trips(fleet) * fleet.type.reload_s))

    def metres(self, fleet: Fleet) -> Table:
        """Metres driven."""
        return self._between(self._instance.metres(fleet))

    def entries(self, fleet: Fleet, place: int) -> Table:
        """1 where a van comes to a place that is not its base."""
        here = (self._place == place) & (place != fleet.base)
        return np.asarray(~here[:, None] & here[None, :], dtype=np.int64)

    def costs(self, fleet: Fleet, pays: list[int]) -> Table:
        """Micro-RMB for metres and trips; ``pays`` is paid on leaving a node."""
        begins = (self._is_start[:, None] & ~self._is_start[None, :]) | self.trips(fleet).astype(bool)
        left = np.array(pays, dtype=np.int64)[:, None]
        return np.asarray(self.metres(fleet) * fleet.urmb_per_m + begins * fleet.type.trip_urmb + left)

    def _between(self, matrix: NDArray[np.int32]) -> Table:
        known = np.minimum(matrix[np.ix_(self._place, self._place)].astype(np.int64), FAR)
        nowhere = self._place < 0
        known[nowhere, :] = FAR
        known[:, nowhere] = FAR
        return known
