"""The page in a browser: it opens at once, asks nobody for anything, and its layers, search and details work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.day import Report
from reports.page import page_of
from tests.reports.page.surfing import PHONE, Surfer, written

pytestmark = pytest.mark.xdist_group("browser")

SHOWN = "return [...document.querySelectorAll(arguments[0])].filter(e => e.getBoundingClientRect().width).length"


@pytest.fixture
def opened(surfer: Surfer, whole_page: Path) -> Surfer:
    surfer.open(whole_page)
    return surfer


def test_the_page_of_a_county_opens_within_three_seconds_and_weighs_under_12_mb(
    opened: Surfer, whole_page: Path
) -> None:
    times = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd"
    assert 0 < opened.script(times) < 3_000
    assert opened.script("return document.documentElement.dataset.ready") == "yes"
    assert whole_page.stat().st_size < 12_000_000


def test_it_asks_for_nothing_but_itself_and_the_console_stays_empty(opened: Surfer, whole_page: Path) -> None:
    opened.click('.layers input[value="van"]')
    opened.type("#search", "张屯\n")
    assert opened.console() == []
    assert [url for url in opened.requests() if not url.startswith("data:")] == [whole_page.as_uri()]


def test_all_villages_are_on_the_map_each_where_its_mode_says(opened: Surfer, whole_report: Report) -> None:
    modes = [village.mode for village in whole_report.villages]
    for mode in ("bus", "van"):
        assert opened.script(SHOWN, f".dots .dot.m-{mode}") == modes.count(mode) > 0
    assert opened.script(SHOWN, ".dots .dot.m-left") == modes.count("none")


@pytest.mark.parametrize(
    ("layer", "what"),
    [("van", ".dot.m-van"), ("bus", ".dot.m-bus"), ("lines", ".lines path"), ("trips", ".trips path"),
     ("roads", ".roads path")],
)  # fmt: skip
def test_a_layer_can_be_switched_off_and_on(opened: Surfer, layer: str, what: str) -> None:
    before = opened.script(SHOWN, f".map {what}")
    opened.click(f'.layers input[value="{layer}"]')
    off = opened.script(SHOWN, f".map {what}")
    opened.click(f'.layers input[value="{layer}"]')
    assert (off, opened.script(SHOWN, f".map {what}")) == (0, before)
    assert before > 0


def test_a_village_is_found_by_a_part_of_its_name(opened: Surfer, whole_report: Report) -> None:
    opened.type("#search", "张屯")
    hits = opened.script("return [...document.querySelectorAll('#hits li > bdi')].map(e => e.textContent)")
    named = [place.name for place in whole_report.scenario.places if "张屯" in place.name]
    assert sorted(hits) == sorted(named) != []
    opened.type("#search", "张屯\n")
    assert opened.text("#panel h3 bdi") == "张屯"
    assert opened.script(SHOWN, ".mark .ring") == 1


def test_a_name_that_is_not_there_says_so(opened: Surfer) -> None:
    opened.type("#search", "纽约")
    assert opened.text("#hits") == "没有找到"


def test_a_village_tells_who_brings_what_when(opened: Surfer, whole_report: Report) -> None:
    village = max(whole_report.villages, key=lambda village: village.brought.parcels)
    opened.type("#search", f"{whole_report.reading.places[village.place].name}\n")
    rows = "return [...document.querySelector('#panel tbody').rows].map(row => +row.cells[3].textContent)"
    assert sum(opened.script(rows)) == village.brought.parcels


def test_a_run_opens_from_the_timeline_with_all_its_calls_and_loads(opened: Surfer, whole_report: Report) -> None:
    sheet = whole_report.manifests[0]
    opened.click(".gantt .row")
    assert sheet.run in opened.text("#panel h3")
    cells = "return [...document.querySelectorAll('#panel tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    rows = opened.script(cells)
    assert [row[0] for row in rows] == [whole_report.reading.places[call.place].name for call in sheet.calls]
    assert sum(int(row[2] or 0) for row in rows) == sum(int(row[3] or 0) for row in rows) == sheet.put_on.parcels
    assert opened.script(SHOWN, ".mark path") == 1


def test_a_van_opens_from_the_timeline_and_leads_to_its_villages(opened: Surfer, whole_report: Report) -> None:
    opened.click('.gantt .row[data-ref="v0"]')
    sheet = whole_report.trips[0]
    assert opened.script("return document.querySelectorAll('#panel tbody tr').length") == len(sheet.calls)
    opened.click("#panel tbody tr:nth-child(2) button.link")
    assert opened.text("#panel h3 bdi") == whole_report.reading.places[sheet.calls[1].place].name


def test_a_click_on_the_map_opens_what_is_there(opened: Surfer) -> None:
    at = """const dot = document.querySelector('.dots .dot.m-hub'), box = dot.getBoundingClientRect();
    const at = {bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2};
    dot.dispatchEvent(new MouseEvent('click', at))"""
    opened.script(at)
    assert opened.text("#panel h3 bdi") == "莘县县级共配中心"
    opened.script("document.querySelector('.lines .grip').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert "客运班线" in opened.text("#panel h3")


def test_the_map_zooms_and_shows_the_whole_county_again(opened: Surfer) -> None:
    box = "return document.getElementById('map-svg').getAttribute('viewBox').split(' ').map(Number)"
    whole = opened.script(box)
    opened.click(".zoom [value=in]")
    near = opened.script(box)
    opened.click(".zoom [value=all]")
    assert near[2] == pytest.approx(whole[2] / 1.6)
    assert opened.script(box) == pytest.approx(whole)


def test_what_is_open_stands_in_the_address_and_closes_again(surfer: Surfer, whole_page: Path) -> None:
    surfer.open(whole_page, "#p3")
    opened = surfer.text("#panel h3 bdi")
    assert opened
    assert surfer.script("return location.hash") == "#p3"
    surfer.click("#panel h3 button")
    assert surfer.script("return document.querySelector('#panel h3')") is None
    surfer.open(whole_page, "#nonsense")
    assert surfer.console() == []


def test_a_phone_shows_everything_in_one_column(surfer: Surfer, whole_page: Path) -> None:
    surfer.open(whole_page, size=PHONE)
    assert surfer.script("return document.documentElement.scrollWidth") == PHONE[0]
    sizes = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.width, r.height]"
    width, height = surfer.script(sizes, ".mapbox")
    assert width > 300
    assert height > 300


def test_chinese_is_drawn_and_not_boxes(opened: Surfer) -> None:
    draw = """const drawn = (text) => { const c = document.createElement('canvas').getContext('2d');
    c.font = '32px ' + getComputedStyle(document.body).fontFamily; c.fillText(text, 0, 32);
    return c.getImageData(0, 0, 40, 40).data.join() };
    return [drawn('聊'), drawn('城'), drawn('\\u{10fffd}')].map((a, i, all) => all.indexOf(a))"""
    if opened.script(draw) != [0, 1, 2]:
        pytest.skip("no Chinese font is installed (apt install fonts-noto-cjk)")
    assert "考核指标" in opened.text("nav")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_small_county_opens_in_each_language(
    surfer: Surfer, report: Report, tmp_path: Path, lang: str
) -> None:
    surfer.open(written(page_of(report, lang, "0"), tmp_path))
    surfer.click(".gantt .row")
    assert surfer.console() == []
    assert surfer.script("return document.documentElement.lang") == {"zh": "zh-Hans", "en": "en"}[lang]


def test_every_reference_of_the_data_opens(surfer: Surfer, report: Report, tmp_path: Path) -> None:
    surfer.open(written(page_of(report, "en", "0"), tmp_path))
    data = json.loads(surfer.script("return document.getElementById('data').textContent"))
    kinds = {"r": data["runs"], "v": data["vans"], "l": data["lines"], "p": data["places"]}
    refs = [f"{kind}{at}" for kind, found in kinds.items() for at in range(len(found))]
    refs += [f"t{at}.{trip}" for at, van in enumerate(data["vans"]) for trip in range(len(van["trips"]))]
    for ref in refs:
        surfer.script("document.getElementById('panel').replaceChildren(); location.hash = arguments[0]", ref)
        surfer.script("window.dispatchEvent(new HashChangeEvent('hashchange'))")
        assert surfer.text("#panel h3"), ref
    assert surfer.console() == []
