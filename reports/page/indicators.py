"""The appraisal indicators, written out for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.catalogue import Translator
from reports.day.appraisal import Indicator, by_group
from reports.sheets.overview import figure_text
from reports.text import count, percent


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator. ``tone``: ``good`` or ``bad`` where there is a target."""

    label: str
    value: str
    target: str
    tone: str
    note: str


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators under one heading."""

    title: str
    rows: tuple[IndicatorRow, ...]


def indicator_groups(indicators: Sequence[Indicator], _: Translator) -> list[IndicatorGroup]:
    """All indicators by group."""
    return [
        IndicatorGroup(_(group), tuple(_row(indicator, _) for indicator in found))
        for group, found in by_group(indicators).items()
    ]


def _row(indicator: Indicator, _: Translator) -> IndicatorRow:
    target, tone = "", ""
    if indicator.target is not None:
        # A count out of a whole is held against a share.
        wanted = count(indicator.target) if indicator.whole is None else f"{indicator.target} %"
        target = f"{wanted} · {_('met') if indicator.met else _('missed')}"
        tone = "good" if indicator.met else "bad"
    note = _(indicator.note) if indicator.note else ""
    return IndicatorRow(_(indicator.label), _figure(indicator, _), target, tone, note)


def _figure(indicator: Indicator, _: Translator) -> str:
    """The figure, and for a count out of a whole also that and the share."""
    shown = figure_text(indicator, _)
    if indicator.value is None or indicator.whole is None:
        return shown
    said = _("{part} of {whole}").format(part=shown, whole=count(indicator.whole))
    return f"{said} · {percent(Fraction(indicator.value, indicator.whole))}" if indicator.whole else said
