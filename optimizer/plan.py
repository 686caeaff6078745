"""A plan as pure data in the user's own ids. It knows no rule and no engine; anyone may build one by hand."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class BusLoad:
    """Parcels of one consignment on one run between two of its calls (positions count from 0).

    ``came_aboard``: they were in the hold from the block's previous run (``board`` is then 0).
    ``stays_aboard``: they remain in the hold for the block's next run (``leave`` is then the last call).
    """

    run: str
    board: int
    leave: int
    consignment: str
    parcels: int
    came_aboard: bool = False
    stays_aboard: bool = False


@dataclass(frozen=True, slots=True, order=True)
class VanStop:
    """One stop of a van trip; ``seq`` 0 is the departure from the base, the last one the return to it.

    At the departure ``arrive_s`` = ``begin_s`` = ``depart_s``, at the return likewise. Elsewhere work begins at
    ``begin_s``, and the van leaves at ``depart_s`` after work and after ``rest_s`` of rest.
    A rest between two trips is written at the return of the earlier one.
    """

    van: str
    number: int
    trip: int
    seq: int
    place: str
    arrive_s: int
    begin_s: int
    depart_s: int
    rest_s: int = 0


@dataclass(frozen=True, slots=True, order=True)
class VanLoad:
    """Parcels of one consignment that ride a van trip from stop ``load_seq`` to stop ``unload_seq``."""

    van: str
    number: int
    trip: int
    load_seq: int
    unload_seq: int
    consignment: str
    parcels: int


@dataclass(frozen=True, slots=True, order=True)
class Unserved:
    """One way that parcels left behind could have gone, the rule that stopped it, and by how much.

    ``parcels`` is the number of parcels of the consignment left behind, the same in each of its rows.
    """

    consignment: str
    parcels: int
    way: str
    rule: str
    amount: int
    unit: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a plan decides, in canonical (sorted) order so that equal plans compare equal."""

    strategy: str
    bus_loads: tuple[BusLoad, ...] = ()
    van_stops: tuple[VanStop, ...] = ()
    van_loads: tuple[VanLoad, ...] = ()
    unserved: tuple[Unserved, ...] = ()

    def sorted(self) -> Plan:
        """The same plan with its rows in canonical order."""
        return Plan(
            self.strategy,
            tuple(sorted(self.bus_loads)),
            tuple(sorted(self.van_stops)),
            tuple(sorted(self.van_loads)),
            tuple(sorted(self.unserved)),
        )

    def left_behind(self) -> dict[str, int]:
        """Parcels left behind by consignment id."""
        return {row.consignment: row.parcels for row in self.unserved}


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """What `plan.json` says beside the plan itself: where it came from and what it claims."""

    scenario: str
    digest: str
    strategy: str
    engine: str
    seed: int
    threads: int
    stopped: str
    seconds: float
    cost_urmb: int
    bound_urmb: int | None
    cost_parts_urmb: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    summary: dict[str, object] = field(default_factory=dict)
    """Figures for people and for comparisons, such as the parcels by way; nothing that a rule is judged by."""
