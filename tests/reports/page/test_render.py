"""The frame of a page: one file, its own script and style only, data that cannot end its script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.catalogue import translator
from reports.day import Report
from reports.page import page_of
from reports.page.render import SCRIPTS, as_script, frame_of, script_words


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]))))
def test_json_in_a_script_is_the_data_again_and_holds_no_markup(data: dict[str, str]) -> None:
    visible = {key: text for key, text in data.items() if key.isprintable()}
    text = str(as_script(visible))
    assert json.loads(text) == visible
    assert not set("<>&\u2028\u2029") & set(text)


@pytest.mark.parametrize("tag", ["script", "style"])
def test_the_policy_names_the_digest_of_what_stands_in_the_page(report: Report, tag: str) -> None:
    html = page_of(report, "zh", "0")
    (inside,) = re.findall(rf'<{tag}(?: type="module")?>(.*?)</{tag}>', html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[0].replace("&#39;", "'")
    assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_a_page_without_data_has_no_script() -> None:
    frame = frame_of("title", "en")
    assert frame.script == ""
    assert str(frame.data) == "{}"


def test_scripts_put_texts_into_text_nodes_only() -> None:
    folder = resources.files("reports.page").joinpath("templates")
    for name in SCRIPTS:
        text = folder.joinpath(name).read_text("utf-8")
        assert not re.search(r"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text), name
        assert not re.search(r"fetch\(|XMLHttpRequest|import\(|https?://(?!www\.w3\.org)", text), name


def test_no_text_that_is_shown_asks_another_machine() -> None:
    for file in resources.files("reports.page").joinpath("templates").iterdir():
        if file.name.endswith((".html", ".css")):
            assert not re.search(r"https?:|url\(|@import|src=", file.read_text("utf-8")), file.name


def test_every_text_of_the_scripts_has_its_chinese() -> None:
    english = script_words(lambda text: f"{text}!")
    assert english.keys() == script_words(translator("zh")).keys()
    assert len(english) > 30
