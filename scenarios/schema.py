"""One table of columns per scenario file: the only place where a column's name, unit, bounds and meaning stand.

The reader, the validator, the writer and `docs/formats.md` all follow it.
"""

from __future__ import annotations

from decimal import Decimal

from scenarios import units
from scenarios.columns import Column, Kind, Table
from scenarios.types import Call, Consignment, Goods, Link, Place, PlaceKind, Run, VanType
from scenarios.units import Scale

# fmt: off
ROAD_CLASSES = ("county", "town", "village")
MEASURED = "measured"


def _number(
    name: str, field: str, meaning: str, unit: str, scale: Scale = units.WHOLE, *,
    chinese: str = "", required: bool = False, blank: str = "",
    low: int = 0, high: int = 1_000_000, above: bool = False, kind: Kind = Kind.NUMBER,
) -> Column:
    return Column(
        name, kind, field, meaning, chinese, required, blank, unit, scale, Decimal(low), Decimal(high), above
    )


def _integer(
    name: str, field: str, meaning: str, unit: str = "", *,
    chinese: str = "", required: bool = False, blank: str = "", low: int = 0, high: int = 1_000_000,
) -> Column:
    return _number(
        name, field, meaning, unit, chinese=chinese, required=required, blank=blank, low=low, high=high,
        kind=Kind.INTEGER,
    )


def _degrees(name: str, meaning: str, chinese: str, limit: int) -> Column:
    return _number(
        name, name, meaning, "degrees", chinese=chinese, required=True, low=-limit, high=limit, kind=Kind.DEGREES
    )


_SOURCE = Column("source", Kind.TEXT, "source", "where the row comes from: a source's name, or made up", "来源")

PLACES = Table(
    "places", Place, "Hubs, town stations, village points, bus stops and junctions.", "always",
    (
        Column("id", Kind.ID, "id", "what other tables call the place", "编号", required=True),
        Column("name", Kind.TEXT, "name", "what people call it", "名称", required=True),
        Column(
            "kind", Kind.CHOICE, "kind",
            "what it is for; goods change vehicles at hubs and stations only",
            "类型 (县级共配中心, 乡镇综合服务站, 村级寄递物流综合服务站, 停靠点, 路口)",
            required=True, choices=tuple(PlaceKind), members=PlaceKind,
        ),
        _degrees("lon", "longitude, WGS 84", "经度", 180),
        _degrees("lat", "latitude, WGS 84", "纬度", 90),
        Column("town", Kind.TEXT, "town", "town that it belongs to", "乡镇"),
        Column("opens", Kind.TIME, "opens_s", "when it opens", "营业开始"),
        Column("closes", Kind.TIME, "closes_s", "when it closes", "营业结束"),
        Column(
            "closed_from", Kind.TIME, "gap_from_s", "begin of the midday gap", "午休开始", blank="no gap"
        ),
        Column("closed_to", Kind.TIME, "gap_to_s", "end of the midday gap", "午休结束", blank="no gap"),
        _integer(
            "storage_parcels", "storage_parcels", "shelf space for goods that wait for another vehicle",
            "parcels", chinese="存放能力", blank="no limit",
        ),
        _integer(
            "sort_s_per_parcel", "sort_s_per_parcel", "scanning and sorting at a transfer", "seconds per parcel",
            chinese="分拣时间", blank="handling.transfer_parcel_s", high=3_600,
        ),
        Column("cold_store", Kind.YES_NO, "cold_store", "whether cold goods may wait here", "冷库"),
        _SOURCE,
    ),
)

LINKS = Table(
    "links", Link, "The road graph, one row a piece of road.",
    "unless there is travel.csv or the strategy is bus",
    (
        Column("from", Kind.ID, "from_place", "place at one end", "起点", required=True),
        Column("to", Kind.ID, "to_place", "place at the other end", "终点", required=True),
        _number("km", "length_m", "length by road", "km", units.KM_UP, chinese="里程", required=True, high=1_000),
        Column(
            "road_class", Kind.CHOICE, "road_class",
            "gives the speed, see [speeds]; measured: no class, minutes must be given",
            "道路等级 (县道, 乡道, 村道, 实测)", required=True, choices=(*ROAD_CLASSES, MEASURED),
        ),
        Column("oneway", Kind.YES_NO, "oneway", "whether it may be driven only in this direction", "单行"),
        _number(
            "minutes", "duration_ms", "driving time, instead of the speed of the class", "minutes",
            units.MINUTES_TO_MS, chinese="行驶时间", blank="from km and the speed of the class",
            high=1_440, above=True,
        ),
        _integer(
            "max_gross_kg", "max_gross_kg", "heaviest vehicle allowed, loaded", "kg", chinese="限重",
            blank="no limit",
        ),
        _SOURCE,
    ),
)

TRAVEL = Table(
    "travel", Link, "Measured km and minutes from place to place, such as a map service returns; one row a direction.",
    "unless there is links.csv or the strategy is bus",
    (
        Column("from", Kind.ID, "from_place", "place of departure", "起点", required=True),
        Column("to", Kind.ID, "to_place", "place of arrival", "终点", required=True),
        _number("km", "length_m", "length by road", "km", units.KM_UP, chinese="里程", required=True, high=1_000),
        _number(
            "minutes", "duration_ms", "driving time", "minutes", units.MINUTES_TO_MS, chinese="行驶时间",
            required=True, high=1_440, above=True,
        ),
        _SOURCE,
    ),
)

RUNS = Table(
    "runs", Run, "Bus runs: one row a trip of a line.", "with calls.csv, if buses are to be used",
    (
        Column("id", Kind.ID, "id", "what calls.csv and the plan call the run", "班次编号", required=True),
        Column("line", Kind.ID, "line", "bus line", "线路", required=True),
        Column("operator", Kind.TEXT, "operator", "bus operator", "客运企业"),
        Column("direction", Kind.TEXT, "direction", "such as out or back", "方向 (下行, 上行)"),
        Column(
            "block", Kind.ID, "block", "the runs that one physical bus works in a day share a block",
            "车辆周转", blank="the run is a block of its own",
        ),
        _number("hold_l", "hold_ml", "room for goods", "litres", units.LITRES_DOWN, chinese="货舱容积", required=True),
        _number("hold_kg", "hold_g", "mass of goods allowed", "kg", units.KG_DOWN, chinese="货舱载重", required=True),
        _integer(
            "hold_pieces", "hold_pieces", "pieces allowed", "parcels", chinese="货舱件数", blank="no limit"
        ),
        _integer(
            "haircut_pct", "haircut_pct", "part of the hold kept for passengers' luggage", "per cent",
            chinese="旅客行李预留", high=100,
        ),
        Column(
            "goods", Kind.CHOICES, "goods", "classes of goods that the run may carry; cold needs a cold box aboard",
            "可运品类", choices=tuple(goods for goods in Goods if goods is not Goods.BARRED), members=Goods,
        ),
        _integer(
            "dwell_budget_s", "dwell_budget_s", "time that goods may take at all calls between the first and the last",
            "seconds", chinese="停靠时间预算", high=86_400,
        ),
        _number(
            "fee_rmb", "", "fee to the bus operator per parcel put on", "RMB per parcel", units.RMB,
            chinese="运费", blank="costs.bus_fee_rmb", high=10_000,
        ),
        Column("shared", Kind.YES_NO, "shared", "whether the run may carry goods", "客货邮班次"),
        Column(
            "weekdays", Kind.WEEKDAYS, "", "days of the week on which it runs", "开行星期",
            blank="every day; but none if dates are given",
        ),
        Column("dates", Kind.DATES, "dates", "more dates on which it runs, such as market days", "加开日期 (赶集日)"),
        Column("except_dates", Kind.DATES, "except_dates", "dates on which it does not run", "停开日期"),
        _SOURCE,
    ),
)

CALLS = Table(
    "calls", Call, "The timetable: one row a stop of a run.", "with runs.csv, if buses are to be used",
    (
        Column("run", Kind.ID, "", "id of the run", "班次编号", required=True),
        _integer("seq", "", "order within the run; gaps are allowed", chinese="站序", required=True),
        Column("place", Kind.ID, "place", "id of the place", "停靠点", required=True),
        Column("arrive", Kind.TIME, "", "arrival; after midnight it goes on as 24:10", "到达", blank="as depart"),
        Column("depart", Kind.TIME, "", "departure", "发车", blank="as arrive"),
        Column("load", Kind.YES_NO, "load", "whether goods may be put on here", "可装"),
        Column("unload", Kind.YES_NO, "unload", "whether goods may be taken off here", "可卸"),
        _integer(
            "dwell_limit_s", "dwell_limit_s", "time that goods may take here", "seconds", chinese="停靠时限",
            blank="no limit of its own; the run's dwell_budget_s still holds", high=86_400,
        ),
    ),
)

VANS = Table(
    "vans", VanType, "Vans and e-trikes: one row a type at a base.", "if vans are to be used",
    (
        Column("id", Kind.ID, "id", "what the plan calls the type", "车型编号", required=True),
        Column("kind", Kind.TEXT, "kind", "such as van, e-trike or refrigerated van; shown in reports", "车辆类型"),
        Column("base", Kind.ID, "base", "hub or station where it starts and ends", "驻地", required=True),
        _integer("number", "number", "vans of this type here", "vans", chinese="数量", required=True, high=10_000),
        _number(
            "litres", "capacity_ml", "room for goods", "litres", units.LITRES_DOWN, chinese="容积",
            required=True, above=True,
        ),
        _number("kg", "capacity_g", "mass of goods", "kg", units.KG_DOWN, chinese="载重", required=True, above=True),
        Column("cold", Kind.YES_NO, "cold", "whether it may carry cold goods", "冷藏"),
        _number(
            "fixed_rmb", "fixed_urmb", "lease and driver, per van used and day", "RMB per day", units.RMB,
            chinese="固定费用",
        ),
        _number("trip_rmb", "trip_urmb", "per departure", "RMB per trip", units.RMB, chinese="每趟费用"),
        _number(
            "km_rmb", "urmb_per_m", "energy and wear", "RMB per km", units.RMB_PER_KM, chinese="每公里费用", high=10_000
        ),
        _number(
            "hour_rmb", "urmb_per_s", "from the first departure to the last return", "RMB per hour",
            units.RMB_PER_HOUR, chinese="每小时费用", high=10_000,
        ),
        _number(
            "overtime_rmb_per_hour", "overtime_urmb_per_s", "on top of hour_rmb, beyond shift_h", "RMB per hour",
            units.RMB_PER_HOUR, chinese="加班费", high=10_000,
        ),
        Column("earliest", Kind.TIME, "earliest_s", "earliest departure", "最早发车"),
        Column("latest", Kind.TIME, "latest_s", "latest return", "最晚返回"),
        _number("shift_h", "shift_s", "paid shift", "hours", units.HOURS_DOWN, chinese="班次时长", high=48),
        _number(
            "max_overtime_h", "max_overtime_s", "longest overtime", "hours", units.HOURS_DOWN, chinese="最长加班",
            high=48,
        ),
        _number(
            "rest_after_h", "rest_after_s", "a rest must begin within this time", "hours", units.HOURS_DOWN,
            chinese="连续工作上限", blank="no rest needed", high=48,
        ),
        _number("rest_min", "rest_s", "shortest rest", "minutes", units.MINUTES_TO_S, chinese="休息时间", high=1_440),
        _number(
            "range_km", "range_m", "longest distance in a day", "km", units.KM_DOWN, chinese="续航里程",
            blank="no limit", high=10_000,
        ),
        _number(
            "reload_min", "reload_s", "shortest time at the base between two trips", "minutes", units.MINUTES_TO_S,
            chinese="再装货时间", high=1_440,
        ),
        _integer("max_trips", "max_trips", "trips in a day at most", "trips", chinese="每日最多趟数", low=1, high=100),
        _integer(
            "speed_pct", "speed_pct", "speed against the road's", "per cent", chinese="速度系数", low=1, high=1_000
        ),
        _integer("max_kmh", "max_kmh", "top speed", "km/h", chinese="最高车速", blank="no limit", low=1, high=200),
        _integer(
            "gross_kg", "gross_kg", "mass of the loaded vehicle, against max_gross_kg of a road", "kg",
            chinese="总质量",
        ),
        _integer("co2_g_per_km", "co2_g_per_km", "CO2 of driving", "g per km", chinese="二氧化碳排放"),
    ),
)

CONSIGNMENTS = Table(
    "consignments", Consignment, "What is to be carried: one row for like parcels with one way to go.", "always",
    (
        Column("id", Kind.ID, "id", "what the plan calls the consignment", "批次编号", required=True),
        Column("origin", Kind.ID, "origin", "hub, station or village where the parcels are", "发货点", required=True),
        Column("destination", Kind.ID, "destination", "hub, station or village where they go", "收货点", required=True),
        Column("brand", Kind.ID, "brand", "postal or express company", "品牌", required=True),
        Column(
            "goods", Kind.CHOICE, "goods", "class; barred goods never ride on a bus",
            "品类 (普通, 易碎, 大件, 冷链, 禁上客车)", choices=tuple(Goods), members=Goods,
        ),
        _integer("parcels", "parcels", "number of parcels", "parcels", chinese="件数", required=True, low=1),
        _number(
            "kg", "", "mass of all parcels together", "kg", units.KG_UP, chinese="总重量", required=True, above=True
        ),
        _number(
            "litres", "", "hold space of all parcels together, gaps between them included", "litres",
            units.LITRES_UP, chinese="总体积", required=True, high=10_000_000, above=True,
        ),
        Column("ready", Kind.TIME, "ready_s", "when they are sorted at their origin", "备妥时间", required=True),
        Column("due", Kind.TIME, "due_s", "when they should be delivered", "送达时限", required=True),
        _number(
            "unserved_rmb", "", "price of leaving a parcel behind", "RMB per parcel", units.RMB,
            chinese="未送达损失", blank="costs.unserved_rmb",
        ),
        _number(
            "heaviest_kg", "", "heaviest parcel", "kg", units.KG_UP, chinese="最重件", blank="kg / parcels",
            high=100_000,
        ),
        _number(
            "longest_cm", "longest_cm", "longest side of any parcel", "cm", units.WHOLE_UP, chinese="最长边",
            blank="short enough for a bus", high=10_000,
        ),
    ),
)

TABLES = (PLACES, LINKS, TRAVEL, RUNS, CALLS, VANS, CONSIGNMENTS)
BY_NAME = {table.name: table for table in TABLES}
