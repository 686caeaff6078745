"""The settings of `scenario.toml`: what a user writes, checked by pydantic, and the frozen integers inside.

`docs/defaults.md` gives each default's source and confidence.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from scenarios import units


def _plain_number(value: object) -> object:
    """Refuse what pydantic would turn into a number although nobody meant one: true, "12"."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "a number, without quotes")
    return value


def _plain_date(value: object) -> object:
    """Take a TOML date or its text; refuse a date with a time, which pydantic would cut."""
    if isinstance(value, str):
        try:
            return datetime.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            raise PydanticCustomError("date", "a date of the calendar such as 2026-03-17") from None
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        raise PydanticCustomError("date", "a date of the calendar such as 2026-03-17")
    return value


def _plain_file_name(value: str) -> str:
    """Refuse names that lead out of the folder."""
    if value in ("", ".", "..") or not value.isprintable() or set(value) & set('/\\:*?"<>|'):
        raise PydanticCustomError("file_name", "the plain name of a file in the scenario's folder, or none")
    return value


def _one_line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise PydanticCustomError("one_line", "some text on one line")
    return value


# Nine decimals: no rate needs more, and 1e-999999999 must not be spelt out.
_Number = Annotated[Decimal, BeforeValidator(_plain_number), Field(decimal_places=9)]
_Integer = Annotated[int, BeforeValidator(_plain_number)]

Rmb = Annotated[_Number, Field(ge=0, le=1_000_000)]
Minutes = Annotated[_Number, Field(ge=0, le=2_880)]
Hours = Annotated[_Number, Field(gt=0, le=240)]
Share = Annotated[Decimal, BeforeValidator(_plain_number), Field(ge=0, le=1, decimal_places=2)]
Kg = Annotated[_Number, Field(gt=0, le=1_000)]
Seconds = Annotated[_Integer, Field(ge=0, le=86_400)]
Kmh = Annotated[_Integer, Field(ge=1, le=130)]
Cm = Annotated[_Integer, Field(gt=0, le=1_000)]
Count = Annotated[_Integer, Field(ge=1, le=10_000)]
ServiceDate = Annotated[datetime.date, BeforeValidator(_plain_date)]
FileName = Annotated[str, AfterValidator(_plain_file_name)]
Name = Annotated[str, AfterValidator(_one_line), Field(max_length=200)]
StrategyName = Literal["separate", "joint", "bus", "shared"]


class Section(BaseModel):
    """A section of `scenario.toml`: unknown keys are refused, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Costs(Section):
    """Section `[costs]`: money rates."""

    bus_fee_rmb: Rmb = Field(
        default=Decimal("0.20"),
        description="fee to the bus operator, per parcel and ride; a run may override it",
    )
    handling_rmb: Rmb = Field(
        default=Decimal("0.25"),
        description="station handling, per parcel put on a bus or loaded at a transfer",
    )
    sorting_rmb: Rmb = Field(
        default=Decimal("0.15"), description="sorting at a hub, per parcel that starts or ends there"
    )
    commission_rmb: Rmb = Field(
        default=Decimal("0.30"), description="village point's commission, per parcel delivered or collected"
    )
    late_rmb_per_hour: Rmb = Field(
        default=Decimal("0.50"), description="per parcel and hour after its due time"
    )
    unserved_rmb: Rmb = Field(
        default=Decimal("20"), description="per parcel left behind, unless its row says otherwise"
    )
    co2_rmb_per_kg: Rmb = Field(default=Decimal("0"), description="price of a kg of CO2 from vans")


class Handling(Section):
    """Section `[handling]`: how long things take."""

    hub_cutoff_min: Minutes = Field(default=Decimal(15), description="from ready to departure at a hub")
    station_cutoff_min: Minutes = Field(
        default=Decimal(5), description="from ready to departure at a town station"
    )
    village_cutoff_min: Minutes = Field(
        default=Decimal(0), description="from ready to departure at a village point"
    )
    transfer_min: Minutes = Field(
        default=Decimal(20), description="shortest transfer after unloading and sorting"
    )
    transfer_buffer_min: Minutes = Field(
        default=Decimal(15), description="kept free against delays, added to every transfer"
    )
    transfer_fixed_s: Seconds = Field(
        default=60, description="hand-over at a transfer, per bus or van load of a consignment"
    )
    transfer_parcel_s: Seconds = Field(
        default=11, description="scanning and sorting at a transfer, per parcel; a place may override it"
    )
    bus_call_s: Seconds = Field(default=20, description="fixed dwell of a bus call that handles cargo")
    bus_bag_s: Seconds = Field(default=6, description="dwell per bag loaded or unloaded")
    parcels_per_bag: Count = Field(default=25, description="parcels in one bag at most")
    van_stop_s: Seconds = Field(default=180, description="fixed time of a van stop")
    van_parcel_s: Seconds = Field(default=3, description="time of a van stop per parcel loaded or unloaded")


class BusLimits(Section):
    """Section `[bus]`: limits on single pieces."""

    max_piece_kg: Kg = Field(default=Decimal(30), description="heaviest piece on a bus")
    max_side_cm: Cm = Field(default=120, description="longest side of a piece on a bus")


class Cold(Section):
    """Section `[cold]`: the cold chain."""

    max_wait_min: Minutes = Field(
        default=Decimal(30), description="longest wait of cold goods at a transfer without a cold store"
    )


class Policy(Section):
    """Section `[policy]`: targets, reported against the plan."""

    coverage_share: Share = Field(default=Decimal("0.85"), description="share of villages to be served")
    hours_to_village: Hours = Field(default=Decimal(24), description="target from ready to delivered")
    due: Literal["soft", "hard"] = Field(
        default="soft", description="whether lateness is priced or forbidden"
    )
    unreachable: Literal["error", "leave"] = Field(
        default="error",
        description="villages with parcels that no vehicle can reach: refuse, or leave their parcels behind",
    )


class Speeds(Section):
    """Section `[speeds]`: free speeds by road class."""

    county_kmh: Kmh = Field(default=45, description="county roads")
    town_kmh: Kmh = Field(default=35, description="town roads")
    village_kmh: Kmh = Field(default=25, description="village roads")


class TableNames(Section):
    """Section `[tables]`: plain file names, looked for in the folder; `none` for a table that is not used."""

    places: FileName = Field(default="places.csv", description="hubs, stations, villages, stops, junctions")
    links: FileName = Field(default="links.csv", description="roads")
    travel: FileName = Field(default="travel.csv", description="measured km and minutes")
    runs: FileName = Field(default="runs.csv", description="bus runs")
    calls: FileName = Field(default="calls.csv", description="their timetable")
    vans: FileName = Field(default="vans.csv", description="vans and e-trikes")
    consignments: FileName = Field(default="consignments.csv", description="what is to be carried")


class ScenarioFile(Section):
    """The top of `scenario.toml`, before any section."""

    name: Name = Field(description="what reports call the scenario")
    description: str = Field(default="", max_length=10_000, description="some sentences for people")
    service_date: ServiceDate = Field(description="the day that is planned, as 2026-03-17")
    strategy: StrategyName = Field(default="shared", description="how brands and vehicles may be used")
    extends: str | None = Field(
        default=None,
        description="another scenario's folder, or an example's name, whose settings and tables hold "
        "wherever this folder does not say otherwise",
    )
    costs: Costs = Costs()
    handling: Handling = Handling()
    bus: BusLimits = BusLimits()
    cold: Cold = Cold()
    policy: Policy = Policy()
    speeds: Speeds = Speeds()
    tables: TableNames = TableNames()


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as integers, as every later part sees them; their meaning stands in the sections above.

    ``late_urmb_per_s`` is None where lateness is forbidden.
    """

    bus_fee_urmb: int = 200_000
    handling_urmb: int = 250_000
    sorting_urmb: int = 150_000
    commission_urmb: int = 300_000
    late_urmb_per_s: int | None = 139
    unserved_urmb: int = 20_000_000
    co2_urmb_per_kg: int = 0
    hub_cutoff_s: int = 900
    station_cutoff_s: int = 300
    village_cutoff_s: int = 0
    transfer_min_s: int = 1200
    transfer_buffer_s: int = 900
    transfer_fixed_s: int = 60
    transfer_parcel_s: int = 11
    bus_call_s: int = 20
    bus_bag_s: int = 6
    parcels_per_bag: int = 25
    van_stop_s: int = 180
    van_parcel_s: int = 3
    bus_max_piece_g: int = 30_000
    bus_max_side_cm: int = 120
    cold_max_wait_s: int = 1800
    coverage_pct: int = 85
    hours_to_village_s: int = 86_400
    leave_unreachable: bool = False
    speeds_kmh: tuple[tuple[str, int], ...] = (("county", 45), ("town", 35), ("village", 25))


def to_settings(file: ScenarioFile) -> Settings:
    """Convert what a user writes into integers: rates to the nearest, times up, limits down.

    >>> import datetime
    >>> to_settings(ScenarioFile(name="x", service_date=datetime.date(2026, 3, 17))) == Settings()
    True
    """
    costs, handling, policy = file.costs, file.handling, file.policy
    late = units.RMB_PER_HOUR.read(costs.late_rmb_per_hour)
    return Settings(
        bus_fee_urmb=units.RMB.read(costs.bus_fee_rmb),
        handling_urmb=units.RMB.read(costs.handling_rmb),
        sorting_urmb=units.RMB.read(costs.sorting_rmb),
        commission_urmb=units.RMB.read(costs.commission_rmb),
        late_urmb_per_s=late if policy.due == "soft" else None,
        unserved_urmb=units.RMB.read(costs.unserved_rmb),
        co2_urmb_per_kg=units.RMB.read(costs.co2_rmb_per_kg),
        hub_cutoff_s=units.MINUTES_TO_S.read(handling.hub_cutoff_min),
        station_cutoff_s=units.MINUTES_TO_S.read(handling.station_cutoff_min),
        village_cutoff_s=units.MINUTES_TO_S.read(handling.village_cutoff_min),
        transfer_min_s=units.MINUTES_TO_S.read(handling.transfer_min),
        transfer_buffer_s=units.MINUTES_TO_S.read(handling.transfer_buffer_min),
        transfer_fixed_s=handling.transfer_fixed_s,
        transfer_parcel_s=handling.transfer_parcel_s,
        bus_call_s=handling.bus_call_s,
        bus_bag_s=handling.bus_bag_s,
        parcels_per_bag=handling.parcels_per_bag,
        van_stop_s=handling.van_stop_s,
        van_parcel_s=handling.van_parcel_s,
        bus_max_piece_g=units.KG_DOWN.read(file.bus.max_piece_kg),
        bus_max_side_cm=file.bus.max_side_cm,
        cold_max_wait_s=units.MINUTES_DOWN.read(file.cold.max_wait_min),
        coverage_pct=units.PERCENT.read(policy.coverage_share),
        hours_to_village_s=units.HOURS_DOWN.read(policy.hours_to_village),
        leave_unreachable=policy.unreachable == "leave",
        speeds_kmh=(
            ("county", file.speeds.county_kmh),
            ("town", file.speeds.town_kmh),
            ("village", file.speeds.village_kmh),
        ),
    )


def to_sections(settings: Settings) -> dict[str, dict[str, str | int | Decimal]]:
    """Return the sections of `scenario.toml` that `to_settings` turns into these settings again.

    The price of lateness is left out where lateness is forbidden: the settings do not know it then.
    """
    costs = {
        "bus_fee_rmb": units.RMB.write(settings.bus_fee_urmb),
        "handling_rmb": units.RMB.write(settings.handling_urmb),
        "sorting_rmb": units.RMB.write(settings.sorting_urmb),
        "commission_rmb": units.RMB.write(settings.commission_urmb),
        "unserved_rmb": units.RMB.write(settings.unserved_urmb),
        "co2_rmb_per_kg": units.RMB.write(settings.co2_urmb_per_kg),
    }
    if settings.late_urmb_per_s is not None:
        costs["late_rmb_per_hour"] = units.RMB_PER_HOUR.write(settings.late_urmb_per_s)
    minutes = {
        "hub_cutoff_min": settings.hub_cutoff_s,
        "station_cutoff_min": settings.station_cutoff_s,
        "village_cutoff_min": settings.village_cutoff_s,
        "transfer_min": settings.transfer_min_s,
        "transfer_buffer_min": settings.transfer_buffer_s,
    }
    handling: dict[str, str | int | Decimal] = {
        "transfer_fixed_s": settings.transfer_fixed_s,
        "transfer_parcel_s": settings.transfer_parcel_s,
        "bus_call_s": settings.bus_call_s,
        "bus_bag_s": settings.bus_bag_s,
        "parcels_per_bag": settings.parcels_per_bag,
        "van_stop_s": settings.van_stop_s,
        "van_parcel_s": settings.van_parcel_s,
    }
    handling |= {key: Decimal(units.MINUTES_TO_S.write(value)) for key, value in minutes.items()}
    return {
        "costs": {key: Decimal(text) for key, text in costs.items()},
        "handling": handling,
        "bus": {
            "max_piece_kg": Decimal(units.KG_DOWN.write(settings.bus_max_piece_g)),
            "max_side_cm": settings.bus_max_side_cm,
        },
        "cold": {"max_wait_min": Decimal(units.MINUTES_DOWN.write(settings.cold_max_wait_s))},
        "policy": {
            "coverage_share": Decimal(units.PERCENT.write(settings.coverage_pct)),
            "hours_to_village": Decimal(units.HOURS_DOWN.write(settings.hours_to_village_s)),
            "due": "hard" if settings.late_urmb_per_s is None else "soft",
            "unreachable": "leave" if settings.leave_unreachable else "error",
        },
        "speeds": {f"{road_class}_kmh": kmh for road_class, kmh in settings.speeds_kmh},
    }
