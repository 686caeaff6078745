"""Headings and quantities: what a stranger's column means, with its unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.importers.faults import SourceError
from networks.importers.headings import (
    DISTANCE_M,
    DURATION_MS,
    LENGTH_CM,
    MASS_G,
    VOLUME_ML,
    Field,
    Units,
    find_columns,
    is_blank,
    number_of,
    quantity,
)
from networks.importers.notes import Notes

KG = Field("kg", ("kg", "weight", "重量"), MASS_G, "kg")


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("kg", "kg"),
        ("Weight", "kg"),
        ("WEIGHT (g)", "g"),
        ("weight_g", "g"),
        ("weight-kg", "kg"),
        ("weight [kg]", "kg"),
        ("重量", "kg"),
        ("重量（克）", "克"),
        ("重量/kg", "kg"),
        ("重量kg", "kg"),
        ("重量(实际)", "kg"),
        ("ＷＥＩＧＨＴ", "kg"),
    ],
)
def test_a_column_is_found_with_its_unit(heading: str, unit: str) -> None:
    (found,) = find_columns("t.csv", 1, ["id", heading], [KG], Notes()).values()
    assert (found.column, found.unit) == (heading, unit)


@pytest.mark.parametrize("heading", ["weighting", "net", "g", "重", "net kg x", ""])
def test_other_columns_are_not_taken(heading: str) -> None:
    assert find_columns("t.csv", 1, [heading], [KG], Notes()) == {}


def test_of_two_columns_the_first_word_decides_and_it_is_noted() -> None:
    notes = Notes()
    found = find_columns("t.csv", 1, ["重量", "kg"], [KG], notes)
    assert found["kg"].column == "kg"
    assert [note.detail for note in notes.listed()] == ["kg taken, not 重量"]


def test_all_missing_columns_are_told_at_once_with_other_names() -> None:
    fields = [Field(name, (name, f"{name}x"), required=True, meaning=f"the {name}") for name in ("from", "to")]
    with pytest.raises(SourceError) as caught:
        find_columns("t.csv", 3, ["form", "b"], fields, Notes())
    first, second = caught.value.faults
    assert str(first) == (
        "t.csv, row 3, column from: found nothing, expected a column from (the from), also known as fromx "
        '(did you mean "form"?)'
    )
    assert second.column == "to"


@pytest.mark.parametrize(
    ("text", "units", "unit", "amount"),
    [
        ("1.2", MASS_G, "kg", 1200),
        ("1,2", MASS_G, "kg", 1200),
        ("1,234.5", MASS_G, "g", Fraction(2469, 2)),
        ("1.2 kg", MASS_G, "g", 1200),
        ("3斤", MASS_G, "kg", 1500),
        ("850g", MASS_G, "kg", 850),
        ("１．５", MASS_G, "kg", 1500),
        ("-3", MASS_G, "kg", -3000),
        ("30厘米", LENGTH_CM, "mm", 30),
        ("5mm", LENGTH_CM, "cm", Fraction(1, 2)),
        ("0.02m3", VOLUME_ML, "l", 20_000),
        ("12公里", DISTANCE_M, "m", 12_000),
        ("5分钟", DURATION_MS, "s", 300_000),
        ("1.5h", DURATION_MS, "min", 5_400_000),
    ],
)
def test_quantities_are_exact(text: str, units: Units, unit: str, amount: Fraction) -> None:
    assert quantity(text, units, unit) == amount


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1e5", "12 stones", "--1", "NaN", "inf", "1 2", "9" * 41, "=1+1"])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert quantity(text, MASS_G, "kg") is None


@given(st.decimals(0, 10**6, places=3))
def test_every_plain_number_is_read_exactly(number: object) -> None:
    assert number_of(str(number)) == number


@pytest.mark.parametrize("text", ["", " ", "-", "—", "NULL", "n/a", "无", "NaN"])
def test_signs_for_nothing_are_blank(text: str) -> None:
    assert is_blank(text)


def test_a_zero_is_not_blank() -> None:
    assert not is_blank("0")
