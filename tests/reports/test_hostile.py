"""Text from input files never becomes markup, script or a formula, and never turns what stands beside it."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser

import openpyxl
import pytest

from optimizer.plan import Plan, PlanRecord
from reports.compare import Entry
from reports.day import Report, report_of
from reports.files import report_files
from reports.folder import GEOJSON, PAGE, TABLES, WORKBOOK
from reports.page import Side, compare_page_of
from scenarios import Scenario
from tests.reports.hostile import NASTY, PWNED, hostile

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Markup(HTMLParser):
    """All elements of a page, and the texts of scripts that run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the element."""
        self.elements.append((tag, dict(attrs)))


@pytest.fixture
def report(county: Scenario, plan: Plan) -> Report:
    scenario, renamed = hostile(county, plan)
    costs = report_of(scenario, renamed).costs
    record = PlanRecord(
        NASTY[0], NASTY[1], "shared", NASTY[2], 0, 1, NASTY[3], 1.0, costs.total, None, costs.parts(),
        {NASTY[4]: NASTY[5]},
    )  # fmt: skip
    return report_of(scenario, renamed, record)


@pytest.fixture(params=["zh", "en"])
def files(report: Report, request: pytest.FixtureRequest) -> dict[str, bytes]:
    return report_files(report, request.param, "0")


def test_names_make_no_element_and_no_attribute_of_the_page(files: dict[str, bytes]) -> None:
    elements = Markup(files[PAGE].decode()).elements
    scripts = [attributes.get("type") for tag, attributes in elements if tag == "script"]
    assert scripts == ["application/json", "module"]
    assert not {tag for tag, _ in elements} & {"img", "iframe", "object", "embed", "form", "base"}
    assert [name for _, attributes in elements for name in attributes if name.startswith("on")] == []
    links = [value or "" for _, attributes in elements for name, value in attributes.items() if name in ("href", "src")]
    assert [link for link in links if not link.startswith(("#", "data:,"))] == []


def test_names_are_shown_as_they_are(report: Report, files: dict[str, bytes]) -> None:
    html = files[PAGE].decode()
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    names = {place["name"] for place in data["places"]}
    assert any(NASTY[0] in name for name in names)
    assert "49" not in {name[:2] for name in names}
    assert len(names) == len(report.scenario.places)


def test_nothing_invisible_is_left_in_the_page(files: dict[str, bytes]) -> None:
    html = files[PAGE].decode("utf-8")
    odd = {char for char in html if unicodedata.category(char) in ("Cf", "Cs", "Zl", "Zp")}
    assert odd == set()
    assert "\0" not in html


def test_the_comparison_is_as_harmless(report: Report) -> None:
    assert report.record is not None
    sides = [Side(Entry(name, report.record, report.measures), report) for name in (NASTY[0], NASTY[1])]
    elements = Markup(compare_page_of(sides, "en", "0")).elements
    assert not {tag for tag, _ in elements} & {"img", "script", "iframe"}


def test_no_cell_of_the_workbook_is_a_formula_or_leads_out_of_it(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    targets = [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target]
    assert [target for target in targets if not target.startswith("#")] == []
    assert len(cells) > 500
    assert any(isinstance(cell.value, str) and PWNED in cell.value for cell in cells)


def test_no_cell_of_the_tables_is_a_formula(files: dict[str, bytes]) -> None:
    tables = [content.decode("utf-8-sig") for name, content in files.items() if name.startswith(TABLES)]
    cells = [cell for text in tables for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    number = re.compile(r"-?[\d,.]+")
    assert [cell for cell in cells if cell.lstrip().startswith(FORMULA) and not number.fullmatch(cell)] == []
    assert any(PWNED in cell for cell in cells)


def test_the_map_s_data_is_json(files: dict[str, bytes]) -> None:
    found = json.loads(files[GEOJSON])
    assert found["type"] == "FeatureCollection"
    assert PWNED in files[GEOJSON].decode()
