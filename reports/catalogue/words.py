"""Words for what has a name in the program: parts of the cost, kinds, classes, strategies, ways, rules, units.

Keys are the program's own; values are English, marked for the catalogue.
"""

from __future__ import annotations

from reports.catalogue.reading import mark

PARTS = {
    "van_fixed": mark("vans, by the day"),
    "van_trips": mark("vans, by the trip"),
    "van_distance": mark("vans, by the km"),
    "van_hours": mark("vans, by the hour"),
    "van_overtime": mark("vans, overtime"),
    "co2": mark("CO2, priced"),
    "bus_fees": mark("bus fees"),
    "handling": mark("station handling"),
    "sorting": mark("sorting at hubs"),
    "commission": mark("village commission"),
    "lateness": mark("lateness, priced"),
    "unserved": mark("left behind, priced"),
}
"""The parts of the cost, in the order of `docs/model.md`."""

KINDS = {
    "hub": mark("county hub"),
    "station": mark("town station"),
    "village": mark("village point"),
    "stop": mark("bus stop"),
    "junction": mark("junction"),
}

GOODS = {
    "ordinary": mark("ordinary"),
    "fragile": mark("fragile"),
    "bulky": mark("bulky"),
    "cold": mark("cold"),
    "barred": mark("barred from buses"),
}

STRATEGIES = {
    "separate": mark("separate: each brand runs its own vans"),
    "joint": mark("joint: brands pooled, vans only"),
    "bus": mark("bus: brands pooled, buses only"),
    "shared": mark("shared: brands pooled, buses and vans"),
}

WAYS = {
    "bus": mark("bus direct"),
    "bus_bus": mark("bus + bus"),
    "bus_van": mark("bus + van"),
    "van": mark("van all the way"),
    "left": mark("left behind"),
}
"""How a parcel travels, by the values of `reports.ways.Way`."""

MODES = {
    "bus": mark("by bus alone"),
    "van": mark("by van alone"),
    "both": mark("by bus and van"),
    "none": mark("not reached"),
}
"""What reaches a village."""

STOPPED = {
    "optimal": mark("proved best"),
    "time limit": mark("time limit"),
    "work limit": mark("work limit"),
    "finished": mark("nothing more to try"),
    "interrupted": mark("interrupted"),
    "infeasible": mark("no plan exists"),
}
"""Why a search ended."""

RULES = {
    "reference": mark("names something that does not exist"),
    "strategy": mark("the strategy does not allow it"),
    "calendar": mark("the run carries no goods on this day"),
    "call": mark("no loading or unloading at this call"),
    "conservation": mark("parcels do not add up"),
    "flow": mark("parcels come and go unequally"),
    "ready": mark("goods are not ready in time"),
    "transfer": mark("too little time for the transfer"),
    "hold": mark("the hold is full"),
    "block": mark("goods cannot stay aboard between the runs"),
    "dwell_call": mark("the call is too short for the bags"),
    "dwell_run": mark("the run's time for goods is used up"),
    "goods": mark("the vehicle may not carry these goods"),
    "storage": mark("the shelf is full"),
    "opening": mark("the place is closed"),
    "cold_wait": mark("cold goods wait too long"),
    "due": mark("too late"),
    "fleet": mark("no van is free"),
    "path": mark("no road"),
    "work": mark("van times do not fit"),
    "van_load": mark("the van is full"),
    "shift": mark("the driver's day is too long"),
    "rest": mark("the driver has no rest"),
    "range": mark("too far for the battery"),
    "unserved": mark("left behind without a reason"),
    "cost": mark("dearer than leaving them"),
    "unreachable": mark("cannot be reached"),
    "time": mark("the time for planning was over"),
}
"""The rules of `docs/model.md`, section 3, and the further reasons for leaving goods behind of section 2."""

REMEDIES = {
    "strategy": mark("allow buses and vans: strategy shared"),
    "calendar": mark("let the run carry goods"),
    "call": mark("let the call load and unload"),
    "ready": mark("sort earlier, or a later departure"),
    "transfer": mark("a later connection, or quicker sorting"),
    "hold": mark("a larger hold, or another run"),
    "block": mark("unload at the terminus"),
    "dwell_call": mark("a longer stop, or fewer bags"),
    "dwell_run": mark("more time for goods on this run"),
    "goods": mark("a vehicle that may carry them"),
    "storage": mark("more shelf space at the station"),
    "opening": mark("longer opening hours"),
    "cold_wait": mark("a cold store at the transfer place"),
    "due": mark("a later due time, or an earlier vehicle"),
    "fleet": mark("one more van or trip"),
    "path": mark("a road for vans, or a lighter van"),
    "work": mark("one more van"),
    "van_load": mark("a larger van, or one more trip"),
    "shift": mark("one more van, or more overtime"),
    "rest": mark("one more van"),
    "range": mark("one more van, or charging on the way"),
    "unreachable": mark("a road, or a bus that calls there"),
    "cost": mark("a higher price of leaving behind, or more parcels together"),
    "time": mark("plan again with a longer time limit"),
}
"""What would help against each reason for leaving goods behind."""

UNITS = {
    "parcels": mark("{n} parcels"),
    "ml": mark("{n} ml"),
    "g": mark("{n} g"),
    "pieces": mark("{n} pieces"),
    "s": mark("{n} s"),
    "m": mark("{n} m"),
    "cm": mark("{n} cm"),
    "fen": mark("{n} fen"),
    "urmb": mark("{n} micro-RMB"),
    "names": mark("{n} names"),
    "calls": mark("{n} calls"),
    "stops": mark("{n} stops"),
    "trips": mark("{n} trips"),
    "vans": mark("{n} vans"),
    "brands": mark("{n} brands"),
    "legs": mark("{n} legs"),
    "roads": mark("{n} roads"),
    "places": mark("{n} places"),
    "digests": mark("{n} digests"),
}
"""Units of amounts in violations and reasons."""
