"""Villages that a bus probably serves for less than a visit are left out of the first searches, at their price."""

import random

import numpy as np

from optimizer.construct.buses import BusSpace, offers
from optimizer.county.clients import offer_places, van_sides
from optimizer.county.works import Ground
from scenarios import Strategy
from tests.optimizer.county_help import county, vans_of


def test_what_the_first_searches_leave_out_is_paid_once_for_each_village() -> None:
    _, instance = county(60, Strategy.SHARED)
    rest = {item.index: item.parcels for item in instance.items if item.parcels}
    offered = offer_places(instance, rest, BusSpace(instance))
    (side,), _ = van_sides(instance, rest, offered)
    ground = Ground(side.problem, vans_of(instance, side), np.zeros((len(side.jobs), 2)), 2, random.Random(1))
    left = set(ground.everything) - set(ground.likely)
    places = {side.jobs[client].place for client in left}
    assert places and len(left) > len(places)  # most have a midday gap, and so are two clients
    worth = {offer.place: offer for offer in offers(instance, rest)}
    assert all(worth[place].bus_urmb <= worth[place].van_urmb for place in places)
    prizes = {side.jobs[client].place: side.problem.clients[client].prize_urmb for client in left}
    assert ground.lost_urmb(ground.likely) == sum(prizes.values())
    assert ground.lost_urmb(ground.everything) == 0
    twice = next(client for client in left if side.problem.clients[client].group is not None)
    half = tuple(client for client in ground.everything if client != twice)
    assert ground.lost_urmb(half) == 0  # its village may be visited in the other window
