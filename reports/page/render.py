"""From templates, style and scripts to one HTML file that asks no other machine for anything.

Names and texts of a scenario are data: templates escape them (jinja2, autoescape), scripts put them into text nodes,
and a policy in the page lets the browser run this page's own script and style only, known by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup

from reports.catalogue import LANGUAGES, Translator
from reports.plain import plain

SCRIPTS = ("base.js", "map.js", "details.js", "search.js", "main.js")
# What JSON may hold but a script element or a line of JavaScript may not.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of a page: its title, and the texts that are put in as they are."""

    title: str
    html_lang: str
    policy: str
    style: Markup
    data: Markup
    script: Markup


def render(template: str, frame: Frame, _: Translator, **content: Any) -> str:
    """The HTML of a page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(frame=frame, _=_, **content)


def _visible(value: object) -> object:
    """Texts without characters that hide or turn the reading direction; how long they are is for the style."""
    return plain(value, len(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def frame_of(title: str, lang: str, style_more: str = "", data: Mapping[str, Any] | None = None) -> Frame:
    """The frame of a page. Without data it has no script.

    Args:
        title: what the browser's window is called.
        lang: ``zh`` or ``en``.
        style_more: rules that go after the style's own.
        data: what the scripts read.
    """
    style = _asset("style.css") + style_more
    script = "".join(_asset(name) for name in SCRIPTS) if data is not None else ""
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Frame(
        title=title,
        html_lang=LANGUAGES[lang].replace("_", "-").removesuffix("-GB").removesuffix("-CN"),
        policy=policy,
        style=Markup(style),  # our own file
        data=as_script(data or {}),
        script=Markup(script),  # our own files
    )


def as_script(data: Mapping[str, Any]) -> Markup:
    """JSON that can stand inside a script element: nothing in it ends the element or begins another.

    >>> as_script({"name": "</script><b>&"})
    Markup('{"name":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e\\\\u0026"}')
    """
    text = json.dumps(_all_visible(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_ESCAPES))  # escaped just here


def _all_visible(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_all_visible(key): _all_visible(item) for key, item in value.items()}
    return [_all_visible(item) for item in value] if isinstance(value, list) else _visible(value)


def script_words(_: Translator) -> dict[str, str]:
    """What the scripts say, by the English string; those that stay English are left out."""
    return {text: said for text in _script_texts() if (said := _(text)) != text}


@cache
def _script_texts() -> tuple[str, ...]:
    from babel.messages.extract import extract

    found: list[str] = []
    for name in SCRIPTS:
        messages = extract("javascript", _bytes(name), keywords={"_": None})
        found += [message for _line, message, *_rest in messages if isinstance(message, str)]
    return tuple(dict.fromkeys(found))


def _digest(text: str) -> str:
    """A digest as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return resources.files("reports.page").joinpath("templates", name).read_text("utf-8")


def _bytes(name: str) -> Any:
    from io import BytesIO

    return BytesIO(_asset(name).encode())
