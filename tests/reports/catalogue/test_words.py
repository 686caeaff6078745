"""The tables of words name all that the program knows: no part, rule, class or kind is without a word."""

import ast
from pathlib import Path

import pytest

import optimizer
from optimizer.checker import RULES
from optimizer.costs.parts import PARTS
from reports.catalogue import translator, words
from reports.catalogue.phrases import phrase, way_phrase
from reports.day import report_of
from reports.sheets.overview import amount_text
from reports.ways import Way
from scenarios import Goods, PlaceKind, Strategy
from tests.optimizer.rich_plan import rich_county, rich_plan
from tests.optimizer.test_mutations import BROKEN

zh = translator("zh")


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (words.PARTS, PARTS),
        (words.KINDS, tuple(PlaceKind)),
        (words.GOODS, tuple(Goods)),
        (words.STRATEGIES, tuple(Strategy)),
        (words.WAYS, tuple(Way)),
        (words.RULES, (*RULES, "cost", "time", "unreachable")),
    ],
)
def test_everything_has_a_word(table: dict[str, str], keys: tuple[str, ...]) -> None:
    assert set(table) == {str(key) for key in keys}


def test_every_reason_for_leaving_goods_behind_has_a_remedy() -> None:
    no_reasons = {"reference", "conservation", "flow", "unserved"}
    assert set(words.RULES) - set(words.REMEDIES) == no_reasons


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.sentence)
def test_what_the_checker_says_of_a_broken_plan_is_said_in_chinese(case) -> None:
    scenario, plan = rich_county(), rich_plan()
    for breaks in case.breaks:
        scenario, plan = breaks((scenario, plan))
    for found in report_of(scenario, plan).violations:
        for text in (found.where, found.detail):
            assert not text or phrase(text, zh) != text, text
        assert found.unit in words.UNITS


def details(path: Path) -> set[str]:
    """The sentences that a file builds for `Shortfall(...)`: constants, and f-strings with {} for what they hold."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Shortfall":
            match node.args[3:]:
                case [ast.Constant(value=str(text))]:
                    found.add(text)
                case [ast.JoinedStr(values=parts)]:
                    found.add("".join(part.value if isinstance(part, ast.Constant) else "7" for part in parts))
    return {text for text in found if text}


def test_every_reason_that_an_engine_gives_is_said_in_chinese() -> None:
    sentences = details(Path(optimizer.__file__).with_name("reasons.py"))
    assert len(sentences) > 10
    assert {text for text in sentences if phrase(text, zh) == text} == set()


def test_a_sentence_that_nobody_knows_stays_as_it_is() -> None:
    assert phrase("something new", zh) == "something new"


def test_names_with_braces_and_words_of_templates_in_them_stay_names() -> None:
    assert phrase("run {run} segment 2", zh) == "班次 {run} 第 2 区段"
    assert phrase("no cold store at {place} at x", zh) == "{place} at x 没有冷库"


def test_a_way_is_told_with_the_names_of_its_places() -> None:
    names = {"T1": "一镇", "T2": "二镇"}
    way = way_phrase("van to T1 > bus R1+R2 > van from T2", names.__getitem__, zh)
    assert way == "货车到一镇 → 客车 R1+R2 → 货车从二镇"
    assert way_phrase("all ways", str, zh) == "所有走法"


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [(5694, "fen", "56.94 元"), (90, "s", "1:30 分钟"), (1250, "ml", "1.25 升"), (3, "trips", "3 趟"), (2, "?", "2 ?")],
)
def test_amounts_are_told_in_units_that_people_use(amount: int, unit: str, text: str) -> None:
    assert amount_text(amount, unit, zh) == text
