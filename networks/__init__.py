"""Where and when: roads, travel matrices, the day's timetable, and the ways that goods can take."""

from networks.itineraries import Itinerary, VanLeg
from networks.network import Network, NetworkError, build_network
from networks.roads import UNREACHABLE, Profile
from networks.timetable import BusLeg, Ride, Timetable

__all__ = [
    "UNREACHABLE",
    "BusLeg",
    "Itinerary",
    "Network",
    "NetworkError",
    "Profile",
    "Ride",
    "Timetable",
    "VanLeg",
    "build_network",
]
