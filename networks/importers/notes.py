"""What an import guessed, left out, counted or found odd: `notes.csv` beside the tables it writes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from scenarios.faults import shown

NOTES_NAME = "notes.csv"
MOST_LISTED = 2_000
"""Notes of one kind and reason that are listed; those beyond are counted in one more note."""

NoteKind = Literal["guess", "warning", "left_out", "count"]
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
_HEADER = ("kind", "source", "row", "what", "number", "detail")
_SPREADSHEETS_RUN = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the user should know of an import.

    Attributes:
        kind: ``guess``: a value that the source does not have; ``warning``: odd, but used as it is; ``left_out``: not
            in the result; ``count``: how many of what.
        source: the file, or the file in an archive, or the sheet that it is about.
        row: number of the row as a spreadsheet shows it; None if it is about no single row.
        what: the reason, the same words for all notes of the same sort: "no weight".
        detail: about this one: "parcel P12: taken as 1.3 kg".
        number: how many things the note stands for.
    """

    kind: NoteKind
    source: str
    row: int | None
    what: str
    detail: str = ""
    number: int = 1


class Notes:
    """Collects notes; however many there are, totals are exact and only the first of each sort are kept."""

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._kept: list[Note] = []
        self._listed: Counter[tuple[NoteKind, str]] = Counter()
        self._beyond: Counter[tuple[NoteKind, str, str]] = Counter()
        self._totals: Counter[tuple[NoteKind, str]] = Counter()
        self.extend(notes)

    def guess(self, source: str, row: int | None, what: str, detail: str = "", number: int = 1) -> None:
        """Note a value that the source does not have and that was filled in."""
        self.add(Note("guess", source, row, what, detail, number))

    def warning(self, source: str, row: int | None, what: str, detail: str = "", number: int = 1) -> None:
        """Note something odd that was used as it is."""
        self.add(Note("warning", source, row, what, detail, number))

    def left_out(self, source: str, row: int | None, what: str, detail: str = "", number: int = 1) -> None:
        """Note something of the source that is not in the result, with the reason."""
        self.add(Note("left_out", source, row, what, detail, number))

    def count(self, source: str, what: str, number: int, detail: str = "") -> None:
        """Note how many of something there are."""
        self.add(Note("count", source, None, what, detail, number))

    def add(self, note: Note) -> None:
        """Collect a note."""
        sort = (note.kind, note.what)
        self._totals[sort] += note.number
        if note.kind == "count" or self._listed[sort] < MOST_LISTED:
            self._listed[sort] += 1
            self._kept.append(note)
        else:
            self._beyond[(*sort, note.source)] += note.number

    def extend(self, notes: Iterable[Note]) -> None:
        """Collect many notes."""
        for note in notes:
            self.add(note)

    def listed(self) -> tuple[Note, ...]:
        """Return all notes, by kind and in the order they came; those not kept as one note a sort and source."""
        beyond = (
            Note(kind, source, None, what, f"{number:,} more like these, not listed one by one", number)
            for (kind, what, source), number in self._beyond.items()
        )
        return tuple(sorted((*self._kept, *beyond), key=lambda note: KINDS.index(note.kind)))

    def totals(self, kind: NoteKind) -> dict[str, int]:
        """Return how many things each reason of a kind stands for, in the order they came."""
        return {what: number for (of, what), number in self._totals.items() if of == kind}

    def total(self, kind: NoteKind) -> int:
        """Return how many things all notes of a kind stand for."""
        return sum(self.totals(kind).values())

    def summary(self) -> tuple[tuple[str, str, str], ...]:
        """Return rows (what, how many, remark) to show: counts, what was left out by reason, guesses, warnings."""
        words = {"left_out": "left out", "guess": "guessed", "warning": "warning"}
        rows = [(note.what, f"{note.number:,}", note.detail) for note in self._kept if note.kind == "count"]
        for kind in ("left_out", "guess", "warning"):
            rows += [(f"{words[kind]}: {what}", f"{number:,}", "") for what, number in self.totals(kind).items()]
        return tuple(rows)


def notes_text(notes: Iterable[Note]) -> str:
    """Return the text of `notes.csv`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for note in notes:
        row = "" if note.row is None else note.row
        writer.writerow((note.kind, _safe(note.source), row, _safe(note.what), note.number, _safe(note.detail)))
    return out.getvalue()


def parse_notes(text: str) -> tuple[Note, ...]:
    """Return the notes of the text of a `notes.csv`; rows that are none are passed over, since people edit it."""
    found = []
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        kind, number = cells.get("kind"), cells.get("number") or ""
        if kind in KINDS and number.isascii() and number.isdigit():
            row = cells.get("row") or ""
            texts = (cells.get("source") or "", int(row) if row.isdecimal() else None, cells.get("what") or "")
            found.append(Note(kind, *texts, cells.get("detail") or "", int(number)))
    return tuple(found)


def _safe(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula."""
    line = "".join(char if char.isprintable() else shown(char) for char in text)
    return f"'{line}" if line.startswith(_SPREADSHEETS_RUN) else line
