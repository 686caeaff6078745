"""Villages whose goods buses can take are left out of the first searches, at their price."""

import random
import time
from dataclasses import replace

import pytest

from optimizer.construct.buses import offers
from optimizer.county.board import Board, Budget
from optimizer.county.clients import VanSide, sides_of
from optimizer.county.parts import client_spots
from optimizer.county.pieces import Pieces
from optimizer.county.problem import Route
from optimizer.county.tracks import Tracks
from optimizer.county.works import Ground
from optimizer.instance import Instance
from optimizer.ruin import Effort
from scenarios import Strategy
from tests.core_builders import an_instance
from tests.optimizer.county_help import Told, county, found_by, the_side, vans_of


def ground_of(instance: Instance) -> tuple[VanSide, Ground]:
    _, (side,), _ = sides_of(instance)
    return side, Ground(side.problem, vans_of(instance, side), client_spots(instance, side), 2, random.Random(1))


def test_what_the_first_searches_leave_out_is_paid_once_for_each_village() -> None:
    _, instance = county(60, Strategy.SHARED)
    side, ground = ground_of(instance)
    left = set(ground.everything) - set(ground.likely)
    places = {side.jobs[client].place for client in left}
    assert places and len(left) > len(places)  # most have a midday gap, and so are two clients
    rest = {item.index: item.parcels for item in instance.items if item.parcels}
    worth = {offer.place: offer for offer in offers(instance, rest)}
    assert all(worth[place].bus_urmb <= 3 * worth[place].van_urmb for place in places)
    prizes = {side.jobs[client].place: side.problem.clients[client].prize_urmb for client in left}
    assert ground.lost_urmb(ground.likely) == sum(prizes.values())
    assert ground.lost_urmb(ground.everything) == 0
    twice = next(client for client in left if side.problem.clients[client].group is not None)
    half = tuple(client for client in ground.everything if client != twice)
    assert ground.lost_urmb(half) == 0  # its village may be visited in the other window


def test_villages_where_buses_are_much_dearer_than_a_visit_are_searched_from_the_start() -> None:
    scenario, _ = county(60, Strategy.SHARED)
    dear = replace(scenario, settings=replace(scenario.settings, handling_urmb=20_000_000))
    _, ground = ground_of(an_instance(dear))
    assert ground.likely == ground.everything


@pytest.mark.parametrize("kind", [Tracks, Pieces])
def test_all_searches_do_without_them_until_the_last_two_rounds(kind: type[Tracks | Pieces]) -> None:
    _, instance = county(60, Strategy.SHARED)
    _, ground = ground_of(instance)
    searches, effort = kind(ground), Effort(None, 200, 0.0, 1.0)
    left = set(ground.everything) - set(ground.likely)
    works = searches.draft(effort, likely=True)
    best: list[Route] = []
    for number in range(11):  # the draft and ten of twelve rounds
        assert len(works) == 2
        assert not any(left & set(work.part) for work in works), number
        found = searches.take(works, [found_by(work.order) for work in works])
        best = best if found is None else found[1]
        works = searches.works(number, effort, best)
    assert left <= {client for work in works for client in work.part}


@pytest.mark.parametrize("whole", [500, 10])
def test_they_are_searched_at_once_where_the_others_are_worth_no_van(
    whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.county.board._WHOLE_CLIENTS", whole)
    _, instance = county(30)
    side = the_side(instance)
    poor = side.jobs[0]  # a village that is worth nothing; all others are left to buses at first
    clients = (
        replace(row, prize_urmb=1) if job is poor else replace(row, left_first=True)
        for row, job in zip(side.problem.clients, side.jobs, strict=True)
    )
    problem = replace(side.problem, clients=tuple(clients))
    most = dict(zip((row.fleet for row in problem.vehicles), vans_of(instance, side), strict=True))
    budget, spots = Budget(time.monotonic() + 3_600, 4_000), client_spots(instance, side)
    board = Board(problem, most, spots, Told(2, []), random.Random(1), budget)
    assert sum(1 for _ in board.rounds()) > 1
    assert board.routes
