"""Translators, read from the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from importlib import resources

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""The languages of reports and their locales, the language of most readers first."""

Translator = Callable[[str], str]
"""From the English string to the one that people read; placeholders such as ``{count}`` stay as they are."""


def mark(text: str) -> str:
    """The text itself; says that it is translated where it is shown, since a table of words has no language."""
    return text


def translator(language: str) -> Translator:
    """The translator into a language. What the catalogue does not know stays English.

    >>> translator("en")("villages"), translator("zh")("villages")
    ('villages', '村')

    Raises:
        ValueError: there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}, only {', '.join(LANGUAGES)}")
    known = {} if language == "en" else _messages(language)
    return lambda text: known.get(text, text)


def long_date(language: str, day: datetime.date) -> str:
    """A date with its day of the week.

    >>> long_date("zh", datetime.date(2026, 3, 4)), long_date("en", datetime.date(2026, 3, 4))
    ('2026年3月4日星期三', 'Wednesday, 4 March 2026')
    """
    from babel.dates import format_date

    return format_date(day, "full", locale=LANGUAGES[language])


@cache
def _messages(language: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with resources.files("reports.catalogue").joinpath(f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGES[language])
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
