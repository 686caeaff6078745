"""The page says what the plan says: sums to the parcel and the fen, in every language, for any plan."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer.plan import PlanRecord
from reports.catalogue import long_date
from reports.day import Report, report_of
from reports.page import page_of
from reports.page.content import refs_of
from reports.page.figures import cost_tables, coverage
from reports.page.mapview import village_modes
from reports.text import yuan
from tests.reports.random_plans import any_reports, solved, valid_reports

NO_RECORD = PlanRecord("s", "d", "shared", "e", 0, 1, "finished", 1.0, 0, None)
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def data_of(html: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(html.split('id="data">')[1].split("</script>")[0])
    return found


@some
@given(any_reports())
def test_what_the_page_puts_on_and_takes_off_is_what_the_plan_does(report: Report) -> None:
    data = data_of(page_of(report, "en", "0"))
    runs = [call for run in data["runs"] for call in run["calls"]]
    stops = [stop for van in data["vans"] for trip in van["trips"] for stop in trip["stops"]]
    events = [event for found in data["events"].values() for event in found]
    moves = report.reading.moves
    on, off = (sum(move.parcels for move in moves if getattr(move, flag)) for flag in ("put_on", "taken_off"))
    assert sum(call["on"] for call in (*runs, *stops)) == on == sum(e["parcels"] for e in events if e["on"])
    assert sum(call["off"] for call in (*runs, *stops)) == off == sum(e["parcels"] for e in events if not e["on"])
    assert sum(row["parcels"] for row in data["left"]) == sum(report.reading.left.values())


@pytest.mark.parametrize("stops", [1, 2])
def test_trips_that_lost_their_last_stops_are_on_the_page(stops: int) -> None:
    scenario, plan = solved(104)
    assert plan.van_stops
    short = replace(plan, van_stops=tuple(stop for stop in plan.van_stops if stop.seq < stops))
    vans = data_of(page_of(report_of(scenario, short), "en", "0"))["vans"]
    assert {len(trip["stops"]) for van in vans for trip in van["trips"]} == {stops}


@some
@given(any_reports())
def test_the_cost_sums_to_the_fen_by_part_and_by_way(report: Report) -> None:
    ways = report.measures.parcels_by_way
    tables = cost_tables(report.costs, report.accounts, ways, NO_RECORD, str)
    for rows in (tables.parts, tables.ways):
        assert sum(Decimal(row.rmb.replace(",", "")) for row in rows) == Decimal(report.costs.total_fen) / 100
    assert tables.total == yuan(report.costs.total_fen)


@some
@given(valid_reports)
def test_coverage_by_town_sums_to_that_of_the_county(report: Report) -> None:
    modes = village_modes(report.villages)
    table = coverage(report.reading, report.measures, modes, str)
    sums = [sum(int(row.figures[at]) for row in table.towns) for at in range(7)]
    measures = report.measures
    by_mode = measures.villages_by_mode
    assert sums == [int(figure) for figure in table.total]
    assert sums[:2] == [measures.villages, measures.villages_served]
    assert sums[2:5] == [by_mode["bus"], by_mode["van"], by_mode["both"]]


def test_every_reference_leads_to_what_it_names(report: Report) -> None:
    data, refs = data_of(page_of(report, "en", "0")), refs_of(report)
    for sheet in report.manifests:
        assert data["runs"][int(refs.run(sheet.run)[1:])]["id"] == sheet.run
    for sheet in report.trips:
        van, trip = map(int, refs.vehicle(sheet.vehicle)[1:].split("."))
        stops = data["vans"][van]["trips"][trip]["stops"]
        assert [stop["arrive"] for stop in stops] == [call.arrive_s for call in sheet.calls]
    for place in report.scenario.places:
        assert data["places"][refs.place_number(place.id)]["name"] == place.name


def test_the_same_report_gives_the_same_page(report: Report) -> None:
    assert page_of(report, "zh", "0") == page_of(report, "zh", "0")


def test_a_plan_that_breaks_rules_says_so_first(report: Report) -> None:
    assert "Accepted by the checker." in page_of(report, "en", "0")
    spoilt = report_of(report.scenario, replace(report.plan, unserved=()))
    assert f"Refused by the checker, violations: {len(spoilt.violations)}." in page_of(spoilt, "en", "0")


class Texts(HTMLParser):
    """The texts that people see, and those that are read to them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._skip = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note attributes that are texts."""
        self._skip = tag in ("script", "style")
        self.texts += [value for name, value in attrs if name in ("title", "placeholder", "aria-label") and value]

    def handle_endtag(self, tag: str) -> None:
        """After a script come texts again."""
        self._skip = False

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip() and not self._skip:
            self.texts.append(data.strip())


def test_no_word_of_the_page_bypasses_the_catalogue(report: Report) -> None:
    html = page_of(report, "en", "0", lambda text: f"⟦{text}⟧")
    scenario = report.scenario
    data = [scenario.name, scenario.service_date.isoformat(), *(place.name for place in scenario.places)]
    data += [text for run in scenario.runs for text in (run.line, run.id)]
    data += [text for item in scenario.consignments for text in (item.brand, item.id)]
    data += [van.id for van in scenario.vans] + [long_date("en", scenario.service_date), "run idle", "roadpost"]
    texts = Texts(html).texts
    assert len(texts) > 200
    # What is left of a text without what was translated and what the scenario says: figures and units.
    left = {re.sub("|".join(map(re.escape, sorted(data, key=len, reverse=True))), "", bare(text)) for text in texts}
    assert {word for text in left for word in re.findall(r"[^\W\d_]+", text)} <= {"km", "kg", "g", "h"}


def bare(text: str) -> str:
    """A text without what was translated."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
        pass
    return text


def test_the_scripts_words_are_in_the_page_s_language(report: Report) -> None:
    words = data_of(page_of(report, "zh", "0"))["words"]
    assert words["Left behind"] == "未运件"
    assert data_of(page_of(report, "en", "0"))["words"] == {}
