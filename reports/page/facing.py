"""The page of several plans side by side: `compare_page_of(entries, lang, version)`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.catalogue import Translator, translator
from reports.catalogue.words import STOPPED, STRATEGIES
from reports.compare import Entry, figures, names
from reports.day import Report
from reports.page.content import layers, refs_of, unit_rule
from reports.page.figures import limit_text
from reports.page.mapview import MapView, map_view, village_modes
from reports.page.names import mode_name
from reports.page.render import frame_of, render
from reports.plain import plain
from reports.sheets.names import Names
from reports.text import count

MOST_NAMES = 60
"""Villages that are named in one row of the table of changes."""


@dataclass(frozen=True, slots=True)
class Side:
    """One plan of a comparison. ``report`` is None where the scenario is not known, and with it no map."""

    entry: Entry
    report: Report | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A plan at the head of its column."""

    name: str
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A row of the table of figures."""

    label: str
    cells: tuple[str, ...]
    strong: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class SideMap:
    """A plan's map, or why there is none. ``changed``: places that the plan serves otherwise than the first one."""

    name: str
    note: str
    view: MapView | None
    changed: frozenset[int]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Villages that are served in one way by the first plan and in another by a second one."""

    before: str
    now: str
    count: str
    names: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a plan serves otherwise than the first one."""

    title: str
    rows: tuple[ChangeRow, ...]


def compare_page_of(sides: Sequence[Side], lang: str, version: str, _: Translator | None = None) -> str:
    """The HTML of a comparison, complete in itself; differences are those from the first plan."""
    say = _ or translator(lang)
    titles = names([side.entry for side in sides])
    maps = list(_maps(sides, titles, say))
    drawn = [found.view for found in maps if found.view]
    title = " · ".join(plain(name, 40) for name in titles)
    return render(
        "compare.html",
        frame_of(title, lang, unit_rule(drawn[0]) if drawn else ""),
        say,
        name=" · ".join(dict.fromkeys(side.entry.record.scenario for side in sides)),
        plans=[_heading(side, name, say) for side, name in zip(sides, titles, strict=True)],
        warnings=_warnings(sides, say),
        rows=[*_texts(sides, say), *_figure_rows(sides, say)],
        maps=maps if drawn else [],
        layers=[layer for layer in layers(drawn[0], say) if layer.key != "roads"] if drawn else [],
        changes=list(_changes(sides, titles, say)),
        version=version,
    )


def _heading(side: Side, name: str, _: Translator) -> Heading:
    if side.report is None:
        return Heading(name, _("not asked"), "")
    found = len(side.report.violations)
    verdict = _("refused, violations: {n}").format(n=count(found)) if found else _("accepted")
    return Heading(name, verdict, "bad" if found else "good")


def _warnings(sides: Sequence[Side], _: Translator) -> list[str]:
    """What makes the comparison unfair; the command `compare` says the same."""
    entries = [side.entry for side in sides]
    left = [entry.measures.left for entry in entries if entry.measures]
    unlike = (
        (_("The plans were made from different contents of the scenario."), [entry.record.digest for entry in entries]),
        (_("The plans were made with different engines."), [entry.record.engine for entry in entries]),
        (_("The plans were made with different time or work limits."), [entry.limit for entry in entries]),
        (_("The plans leave different numbers of parcels behind."), left),
    )
    found = [said for said, values in unlike if len(set(values)) > 1]
    if any(entry.record.stopped == "interrupted" for entry in entries):
        found.append(_("At least one plan was interrupted before its time was up."))
    if any(entry.measures is None for entry in entries):
        found.append(_("Of at least one plan no figures but costs are known; solve writes them."))
    return found


def _texts(sides: Sequence[Side], _: Translator) -> Iterable[CompareRow]:
    records = [side.entry.record for side in sides]
    yield _text_row(_("scenario"), [record.scenario for record in records])
    yield _text_row(_("strategy"), [_(STRATEGIES.get(record.strategy, record.strategy)) for record in records])
    yield _text_row(_("engine"), [record.engine for record in records])
    limits = [(record.summary.get("time_limit_s"), record.summary.get("work_limit")) for record in records]
    yield _text_row(_("limit"), [limit_text(*limit, _) for limit in limits])
    yield _text_row(_("why the search stopped"), [_(STOPPED.get(record.stopped, record.stopped)) for record in records])


def _text_row(label: str, texts: Sequence[str]) -> CompareRow:
    first, *others = texts
    return CompareRow(label, (first, *(cell for text in others for cell in (text, ""))))


def _figure_rows(sides: Sequence[Side], _: Translator) -> Iterable[CompareRow]:
    for label, *cells in figures([side.entry for side in sides]):
        name = label.strip()
        yield CompareRow(_(name), tuple(cells), strong=name == "total RMB", indented=label != name)


def _maps(sides: Sequence[Side], titles: Sequence[str], _: Translator) -> Iterable[SideMap]:
    first = next((village_modes(side.report.villages) for side in sides if side.report), {})
    for side, title in zip(sides, titles, strict=True):
        if side.report is None:
            yield SideMap(title, _("no map: the plan was made for other contents of the scenario"), None, frozenset())
            continue
        refs, modes = refs_of(side.report), village_modes(side.report.villages)
        changed = frozenset(refs.place_number(place) for place, mode in modes.items() if mode != first.get(place, mode))
        note = _("served otherwise: {n}").format(n=count(len(changed))) if side is not sides[0] else ""
        yield SideMap(title, note, map_view(side.report.reading, modes, refs), changed)


def _changes(sides: Sequence[Side], titles: Sequence[str], _: Translator) -> Iterable[Changes]:
    """What each plan serves otherwise than the first."""
    first = sides[0].report
    if first is None:
        return
    before, words = village_modes(first.villages), Names(first.scenario)
    for side, title in zip(sides[1:], titles[1:], strict=True):
        if side.report is None:
            continue
        now = village_modes(side.report.villages)
        moved: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place, mode in before.items():
            if now.get(place, mode) != mode:
                moved[mode, now[place]].append(words.place(place))
        said = _("Villages that {second} serves otherwise than {first}")
        heading = said.replace("{second}", plain(title, 80)).replace("{first}", plain(titles[0], 80))
        largest_first = sorted(moved.items(), key=lambda item: -len(item[1]))
        yield Changes(heading, tuple(_change(*modes, places, _) for modes, places in largest_first))


def _change(before: str, now: str, places: Sequence[str], _: Translator) -> ChangeRow:
    more = [] if len(places) <= MOST_NAMES else ["…"]
    shown = _(", ").join([*places[:MOST_NAMES], *more])
    return ChangeRow(mode_name(before, _), mode_name(now, _), count(len(places)), shown)
