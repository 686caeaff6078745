"""Searches of the whole: every worker searches all clients, at first each on from its own routes.

Numbers of vans are those whose day is not cheap; cheap ones come and go in every search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from optimizer.county.parts import outwards
from optimizer.county.problem import Route
from optimizer.county.works import Ground, Shrinking, Work, is_last
from optimizer.ruin.drive import Effort, Found

_JOIN = 6
"""Rounds in which searches go on each from its own routes, the second with a van more, and so on."""


@dataclass(frozen=True, slots=True)
class _Track:
    """Routes that a search has arrived at and what they cost; ``cost`` is that of the best in its last round."""

    routes: list[Route] = field(default_factory=list)
    cost: int = 0
    last_cost: int = 0


class Tracks:
    """A track for each worker, for the least number of vans that was found, for one more, and so on."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._shrinking = ground, Shrinking()
        self._tracks = [_Track() for _ in range(ground.workers)]

    @property
    def routed(self) -> bool:
        """True once there are routes."""
        return any(track.routes for track in self._tracks)

    def draft(self, effort: Effort, likely: bool) -> list[Work]:
        """First routes, by every worker, of all clients or the ``likely`` ones."""
        return [self._work(_Track(), effort, likely) for _ in self._tracks]

    def works(self, number: int, effort: Effort, best: list[Route]) -> list[Work]:
        """What to do in a round; ``best``: the best routes so far."""
        self._shrinking.end(self._fewest())
        self._begin(number, best)
        self._shrinking.begin(self._fewest())
        return [
            self._work(
                track,
                replace(effort, squeeze=self._shrinking.share(number, at == 0), spare=self._spare(number, at)),
                not is_last(number),
            )
            for at, track in enumerate(self._tracks)
        ]

    def take(self, works: list[Work], told: Sequence[Found | None]) -> tuple[int, list[Route]] | None:
        """Go on from what the searches found, those that told nothing before from what the best one did.

        Returns the best routes told and their cost.
        """
        found = [(work, answer) for work, answer in zip(works, told, strict=True) if answer is not None]
        if not found:
            return None
        lost = {work.part: self._ground.lost_urmb(work.part) for work, _ in found}
        work, best = min(found, key=lambda one: one[1].cost + lost[one[0].part])
        for at, (asked, answer) in enumerate(zip(works, told, strict=True)):
            if answer is not None or not self._tracks[at].routes:
                part, mine = (work.part, best) if answer is None else (asked.part, answer)
                self._tracks[at] = _Track(
                    outwards(part, mine.last), mine.cost + lost[part], mine.last_cost + lost[part]
                )
        return best.cost + lost[work.part], outwards(work.part, best.routes)

    def _fewest(self) -> int:
        """Routes of vans that are not cheap, of the track with the fewest."""
        return min(map(self._dear, self._tracks))

    def _dear(self, track: _Track) -> int:
        return self._ground.dear(track.routes)

    def _more(self, at: int) -> int:
        """Vans by which a track's number is above the least, which is often one too small."""
        return at if len(self._tracks) > 1 else 1

    def _spare(self, number: int, at: int) -> int:
        """Vans that a worker may add before it is cold: on each track up to one more than on the one before."""
        more = self._fewest() + self._more(at) - self._dear(self._tracks[at])
        return max(0, more) if number < _JOIN else 0

    def _begin(self, number: int, best: list[Route]) -> None:
        """At first a track with too many vans goes on from the one with the fewest.

        Later all go on from the best one, in the last rounds from the best routes ever.
        """
        if number < _JOIN:
            least = min(self._tracks, key=self._dear)
            most = [self._dear(least) + self._more(at) for at in range(len(self._tracks))]
            self._tracks = [
                track if self._dear(track) <= limit else least for track, limit in zip(self._tracks, most, strict=True)
            ]
            return
        lead = min(self._tracks, key=lambda track: track.cost if number == _JOIN else track.last_cost)
        if is_last(number) and best:
            lead = replace(lead, routes=best)
        self._tracks = [lead] * len(self._tracks)

    def _work(self, track: _Track, effort: Effort, likely: bool) -> Work:
        """A search from a track's routes, of all clients or of the ``likely`` ones if the routes visit no others."""
        part = self._ground.likely if likely else ()
        if not part or not {client for _, trips in track.routes for trip in trips for client in trip} <= set(part):
            part = self._ground.everything
        return self._ground.work(part, track.routes, self._ground.most, effort)
