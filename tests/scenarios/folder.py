"""A small scenario's folder to spoil: a hub, a station, two villages, one bus there and back, one van."""

from __future__ import annotations

from pathlib import Path

from scenarios import Fault, ScenarioError, read_scenario

TEXTS = {
    "scenario.toml": """\
name = "small"
service_date = 2026-03-17
strategy = "shared"

[costs]
bus_fee_rmb = 0.25
unserved_rmb = 15

[policy]
due = "soft"
""",
    "places.csv": """\
id,name,kind,lon,lat,town,opens,closes,closed_from,closed_to,storage_parcels
hub,County hub,hub,115.7,36.2,,05:00,22:00,,,
town,Town station,station,115.8,36.2,Town,06:00,20:00,,,300
v1,Village 1,village,115.85,36.2,Town,08:00,19:00,12:00,13:30,
v2,Village 2,village,115.9,36.2,Town,08:00,19:00,12:00,13:30,
""",
    "links.csv": """\
from,to,km,road_class,oneway,minutes,max_gross_kg
hub,town,10.5,county,no,,
town,v1,5,town,,12.5,
v1,v2,4,village,,,3500
""",
    "runs.csv": """\
id,line,block,hold_l,hold_kg,goods
out,L1,bus1,800,150,ordinary fragile
back,L1,bus1,800,150,ordinary
""",
    "calls.csv": """\
run,seq,place,arrive,depart,dwell_limit_s
out,1,hub,,08:00,
out,2,town,08:20,08:21,60
out,3,v1,08:40,,
back,1,v1,,09:00,
back,2,town,09:20,09:21,60
back,3,hub,09:40,,
""",
    "vans.csv": """\
id,kind,base,number,litres,kg,fixed_rmb,km_rmb,hour_rmb,gross_kg
van,e-van,hub,2,4500,900,320,0.28,7.2,2800
""",
    "consignments.csv": """\
id,origin,destination,brand,goods,parcels,kg,litres,ready,due,heaviest_kg,longest_cm
c1,hub,v1,post,,10,13,100,06:30,19:00,,40
c2,hub,v2,express,fragile,3,4,30,06:30,19:00,2,
c3,v1,hub,post,,2,2,20,09:00,18:00,,
""",
}


def make(folder: Path, changes: dict[str, tuple[str, str] | str | bytes | None] | None = None) -> Path:
    """Write the small scenario with changes.

    Args:
        folder: where.
        changes: by file name: a pair of texts, the first of which is replaced by the second; or the whole new
            content; or None to leave the file out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str | bytes | None] = {**TEXTS}
    for name, change in (changes or {}).items():
        if isinstance(change, tuple):
            assert change[0] in TEXTS[name], f"{change[0]} is not in {name}"
            change = TEXTS[name].replace(*change)
        contents[name] = change
    for name, content in contents.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def faults_of(folder: Path, strategy: str | None = None) -> tuple[Fault, ...]:
    """Return the faults with which reading a folder fails; () if it does not fail."""
    try:
        read_scenario(folder, strategy)
    except ScenarioError as error:
        return error.faults
    return ()
