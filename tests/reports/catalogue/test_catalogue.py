"""The catalogue is whole: every string that the sources give to a translator has its Chinese, and no other is in it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from reports.catalogue import LANGUAGES, long_date, translator, words
from reports.catalogue.reading import Translator
from reports.catalogue.update import REPORTS, catalogue_file, sources, updated

HOLDER = re.compile(r"\{\w*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_CHINESE = frozenset({"RMB"})
"""Strings that Chinese readers read as they are; everything else is written in Chinese."""


@pytest.fixture(scope="module")
def strings() -> dict[str, str]:
    """Every string of the sources with a file that it stands in."""
    return dict(sources())


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with catalogue_file("zh").open("rb") as file:
        return read_po(file, locale=LANGUAGES["zh"])


def chinese(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def test_every_string_of_the_sources_is_translated(strings: dict[str, str], catalogue: Catalog) -> None:
    known = chinese(catalogue)
    assert {text: file for text, file in strings.items() if not known.get(text)} == {}


def test_the_catalogue_holds_no_string_that_the_sources_no_longer_use(
    strings: dict[str, str], catalogue: Catalog
) -> None:
    assert set(chinese(catalogue)) - set(strings) == set()


def test_no_string_stands_twice() -> None:
    text = catalogue_file("zh").read_text("utf-8")
    ids = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert len(ids) == len(set(ids))


def test_chinese_is_chinese(catalogue: Catalog) -> None:
    found = chinese(catalogue)
    bare = {text: HOLDER.sub("", string) for text, string in found.items()}
    foreign = {text for text, string in bare.items() if re.search("[A-Za-z]", string) and not CHINESE.search(string)}
    assert foreign - SAME_IN_CHINESE == set()


def test_a_translation_has_the_same_placeholders(catalogue: Catalog) -> None:
    for text, string in chinese(catalogue).items():
        assert sorted(HOLDER.findall(text)) == sorted(HOLDER.findall(string)), text


def test_the_scan_finds_strings_in_python_templates_and_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("one"); mark("two"); f(_("three {n}").format(n=1)); other("no")\n')
    (tmp_path / "d.py").write_text("""f"{_('six')}" """)
    (tmp_path / "b.html").write_text('<p title="{{ _("four") }}">{{ name }}</p>')
    (tmp_path / "c.js").write_text('show(_("five"));')
    assert {text for text, _ in sources(tmp_path)} == {"one", "two", "three {n}", "four", "five", "six"}


def test_an_untranslated_string_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("villages"); _("never seen before")')
    catalogue = Catalog(locale="zh_Hans_CN")
    catalogue.add("villages", "村")
    catalogue.add("gone", "去")
    assert chinese(updated(catalogue, tmp_path)) == {"villages": "村", "never seen before": ""}


def test_all_source_files_of_reports_are_scanned(strings: dict[str, str]) -> None:
    """A file in which a translator is called turns up in the scan."""
    callers = {
        path.relative_to(REPORTS).as_posix()
        for path in REPORTS.rglob("*.py")
        if re.search(r"""\b(?:_|mark)\(\s*["']""", path.read_text("utf-8")) and path.parent.name != "catalogue"
    }
    assert callers - {file for _, file in sources()} == set()
    assert strings


def test_english_is_what_stands_in_the_sources(strings: dict[str, str]) -> None:
    assert all(translator("en")(text) == text for text in strings)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'fr', only zh, en"):
        translator("fr")


def test_what_the_catalogue_does_not_know_stays_english() -> None:
    assert translator("zh")("no such string") == "no such string"


@pytest.mark.parametrize(("language", "text"), [("zh", "2026年3月4日星期三"), ("en", "Wednesday, 4 March 2026")])
def test_dates_are_written_as_each_language_writes_them(language: str, text: str) -> None:
    assert long_date(language, datetime.date(2026, 3, 4)) == text


@pytest.mark.parametrize("table", [name for name in vars(words) if name.isupper()])
def test_words_of_a_table_differ_in_chinese(table: str) -> None:
    """Two ways, rules or parts of the same name could not be told apart."""
    _: Translator = translator("zh")
    shown = [_(word) for word in vars(words)[table].values()]
    if table not in ("REMEDIES", "UNITS"):
        assert len(shown) == len(set(shown))
