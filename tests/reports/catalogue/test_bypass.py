"""No word for people bypasses the catalogue: seen with a language in which every string stands in brackets."""

import csv
import io
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from reports.day import Report, report_of
from reports.sheets.csvs import csv_files
from reports.sheets.workbook import workbook_bytes
from tests.optimizer.rich_plan import rich_county, rich_plan


def brackets(text: str) -> str:
    """A language whose every string can be told from what is no string of the catalogue."""
    return f"⟦{text}⟧"


@pytest.fixture(scope="module", params=["valid", "refused"])
def report(request: pytest.FixtureRequest) -> Report:
    """A report with all there is to say: goods of every way, some left behind, and breaches of rules."""
    scenario, plan = rich_county(), rich_plan()
    # A detail as engines write it; that of the handmade plan is no sentence of the program.
    rows = (replace(row, detail="one parcel is too large for any van") for row in plan.unserved)
    plan = replace(plan, unserved=tuple(rows))
    if request.param == "refused":
        plan = replace(plan, van_loads=plan.van_loads[1:], bus_loads=tuple(_more(row) for row in plan.bus_loads))
    return report_of(scenario, plan)


def _more(row):
    return replace(row, parcels=row.parcels * 3)


def strange(texts: set[str], report: Report) -> set[str]:
    """Texts with letters that are neither of the catalogue nor of the scenario, its date or units."""
    scenario = report.scenario
    data = {scenario.name, "brand", "other", *(item.id for item in scenario.consignments)}
    data |= {text for place in scenario.places for text in (place.id, place.name, place.town)}
    data |= {text for run in scenario.runs for text in (run.id, run.line, run.block, run.operator, run.direction)}
    data |= {text for van in scenario.vans for text in (van.id, van.kind)}
    data |= {"kg", "km", "g", scenario.service_date.strftime("%A"), scenario.service_date.strftime("%B")}
    words = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, data - {""}), key=len, reverse=True)) + r")\b")
    found = set()
    for text in texts:
        # A long name of a sheet is cut, closing bracket and all.
        bare = words.sub("", re.sub(r"⟦.*$", "", re.sub(r"⟦.*⟧", "", text)))
        if re.search(r"[^\W\d_]", bare):
            found.add(text)
    return found


def test_no_text_of_the_csv_files_bypasses_the_catalogue(report: Report) -> None:
    cells = {
        cell
        for data in csv_files(report, brackets, "en").values()
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        for cell in row
    }
    assert strange(cells, report) == set()
    assert len([cell for cell in cells if "⟦" in cell]) > 150


def test_no_text_of_the_workbook_bypasses_the_catalogue(report: Report) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(report, brackets, "en")))
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    texts |= {sheet.title for sheet in book} | {sheet.oddFooter.right.text for sheet in book}
    assert strange(texts, report) == set()


def test_a_word_that_bypasses_the_catalogue_is_seen(report: Report) -> None:
    assert strange({"⟦fine⟧ 3 kg", "Hello", "⟦fine⟧ but not this"}, report) == {"Hello", "⟦fine⟧ but not this"}
