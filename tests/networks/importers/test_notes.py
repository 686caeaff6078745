"""Notes: exact totals however many there are, and a file that a spreadsheet can show without harm."""

from hypothesis import given
from hypothesis import strategies as st

from networks.importers.notes import MOST_LISTED, Note, Notes, notes_text, parse_notes

TEXTS = st.text(st.characters(codec="utf-8").filter(str.isprintable), max_size=20)


def test_totals_add_up_by_reason() -> None:
    notes = Notes()
    notes.left_out("a.csv", 3, "no address", number=2)
    notes.left_out("a.csv", 4, "no address")
    notes.left_out("a.csv", 5, "another day")
    notes.guess("a.csv", 3, "no weight", "1.3 kg")
    assert notes.totals("left_out") == {"no address": 3, "another day": 1}
    assert notes.total("left_out") == 4
    assert notes.total("warning") == 0


def test_beyond_a_bound_notes_are_counted_and_not_kept() -> None:
    notes = Notes()
    for row in range(MOST_LISTED + 500):
        notes.guess("a.csv", row, "no weight", number=2)
    listed = notes.listed()
    assert len(listed) == MOST_LISTED + 1
    assert listed[-1].number == 1_000
    assert sum(note.number for note in listed) == notes.total("guess") == 2 * MOST_LISTED + 1_000


def test_a_count_is_never_cut() -> None:
    notes = Notes()
    for number in range(MOST_LISTED + 5):
        notes.count("a.csv", "rows", number)
    assert len(notes.listed()) == MOST_LISTED + 5


def test_notes_come_by_kind_guesses_first() -> None:
    notes = Notes([Note("count", "a", None, "rows", "", 7), Note("guess", "a", 1, "x"), Note("left_out", "a", 2, "y")])
    assert [note.kind for note in notes.listed()] == ["guess", "left_out", "count"]


def test_the_summary_shows_counts_then_reasons() -> None:
    notes = Notes()
    notes.warning("a", 1, "odd")
    notes.count("a", "rows", 12_000, "of one sheet")
    notes.left_out("a", 1, "late")
    rows = [("rows", "12,000", "of one sheet"), ("left out: late", "1", ""), ("warning: odd", "1", "")]
    assert notes.summary() == tuple(rows)


@given(TEXTS, st.none() | st.integers(1, 10**6), TEXTS, TEXTS, st.integers(0, 10**6))
def test_what_is_written_is_read_again(source: str, row: int | None, what: str, detail: str, number: int) -> None:
    safe = [f"x{text}" for text in (source, what, detail)]
    note = Note("guess", safe[0], row, safe[1], safe[2], number)
    assert parse_notes(notes_text([note])) == (note,)


def test_no_note_is_a_formula_or_breaks_its_line() -> None:
    text = notes_text([Note("guess", "=cmd|' /C calc'!A0.csv", 1, "@x", "two\nlines")])
    assert text.splitlines()[1] == "guess,'=cmd|' /C calc'!A0.csv,1,'@x,1,two\\nlines"


def test_rows_that_are_no_notes_are_passed_over() -> None:
    text = "kind,source,row,what,number,detail\nguess,a,x,b,2,\nremark of mine,,,,,\nguess,a,1,b,many,\n"
    assert parse_notes(text) == (Note("guess", "a", None, "b", "", 2),)
