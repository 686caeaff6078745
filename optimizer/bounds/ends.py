"""Ends of trips in the routes relaxation: between a base and a place, by base, side and whether they come first."""

from __future__ import annotations

import numpy as np

from optimizer.bounds.goods import Squad


class End:
    """Ends of trips of one kind: at a base, the way out (1), home (-1) or either (0).

    ``first``: of a van's first late trip, of whose way out ``over_s`` may have passed before the first place opens.
    """

    def __init__(self, squad: Squad, base: int, side: int, first: bool) -> None:
        self.base, self.side, self.first = base, side, first
        self.seconds = squad.home_s[base] if side < 0 else squad.out_s[base]
        self.metres = squad.home_m[base] if side < 0 else squad.out_m[base]
        if side == 0:
            self.seconds = np.minimum(self.seconds, squad.home_s[base])
            self.metres = np.minimum(self.metres, squad.home_m[base])
        self.over_s = squad.first_s[base] + squad.reload_s


def ends_of(squad: Squad) -> list[End]:
    """The kinds of end there are at each base: where both ways are alike, one stands for both."""
    found = []
    for base in range(len(squad.bases)):
        alike = bool(np.allclose(squad.out_s[base], squad.home_s[base], atol=1.0))
        for side in (0,) if alike else (1, -1):
            found.append(End(squad, base, side, False))
            if squad.late and side >= 0:
                found.append(End(squad, base, side, True))
    return found
