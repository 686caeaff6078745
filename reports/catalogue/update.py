"""Bring the catalogue up to date with the sources: ``python -m reports.catalogue.update``.

New strings are added without a translation, for a person to fill in; those no longer used go. `sources` finds every
string that the sources give to a translator: `_("...")` and `mark("...")`.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reports.catalogue.reading import LANGUAGES

REPORTS = Path(__file__).resolve().parents[1]
PATTERNS = [
    ("**.py", "reports.catalogue.update:from_python"),
    ("**.js", "javascript"),
    ("**.html", "jinja2"),
    ("**.css", "ignore"),
]
KEYWORDS = {"_": None, "mark": None}
HEAD = """\
# The words of roadpost's sheets, workbook and page in another language.
msgid ""
msgstr ""
"Project-Id-Version: roadpost\\n"
"Language: {locale}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""The head of a catalogue. Babel's own holds the hour, so that it would change when no string does."""


def from_python(
    file: IO[bytes], keywords: Container[str], _comments: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The strings of a Python file, as Babel wants them. Babel's own way does not see into f-strings."""
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match call:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in keywords:
                yield call.lineno, name, text, []


def sources(folder: Path = REPORTS) -> Iterator[tuple[str, str]]:
    """Every string for the catalogue with the file it stands in."""
    for file, _, text, _, _ in extract_from_dir(folder, PATTERNS, keywords=KEYWORDS):
        assert isinstance(text, str), f"{file}: a plural"
        yield text, file


def updated(old: Catalog, folder: Path = REPORTS) -> Catalog:
    """The catalogue with just the strings of the sources, by file and in their order; translations stay."""
    new = Catalog(locale=old.locale)
    for text, file in sources(folder):
        known = old.get(text)
        new.add(text, known.string if known else "", locations=[(f"reports/{file}", 0)])
    return new


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return REPORTS / "catalogue" / f"{language}.po"


def main() -> None:
    """Write all catalogues anew."""
    for language in (name for name in LANGUAGES if name != "en"):
        path = catalogue_file(language)
        with path.open("rb") as file:
            new = updated(read_po(file, locale=LANGUAGES[language]))
        text = io.BytesIO(HEAD.format(locale=LANGUAGES[language]).encode())
        text.seek(0, io.SEEK_END)
        write_po(text, new, width=0, include_lineno=False, omit_header=True)
        beside = path.with_suffix(".po.new")
        beside.write_bytes(text.getvalue())
        beside.replace(path)
        missing = [message.id for message in new if message.id and not message.string]
        print(f"{path.name}: {len(new)} strings, {len(missing)} without a translation", *missing, sep="\n  ")


if __name__ == "__main__":
    main()
