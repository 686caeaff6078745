"""The import of parcels: read rows, choose the day, fill what is missing, put like parcels together, prove the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

import pandas as pd

from networks.importers.faults import source_error
from networks.importers.files import HEADER_ROW, read_table
from networks.importers.headings import VOLUME_ML, Found, find_columns, quantity
from networks.importers.notes import Notes
from networks.importers.parcels.addresses import Addresses, read_places
from networks.importers.parcels.days import on_the_day
from networks.importers.parcels.fields import FIELDS
from networks.importers.parcels.lots import consolidate
from networks.importers.parcels.options import ParcelOptions, Times, times_of
from networks.importers.parcels.rows import Parcel, RowReader
from networks.importers.part import Part

USUAL_G, USUAL_ML = 1_300, 10_000
"""Of a parcel, where a file says too little: see docs/defaults.md."""
ENOUGH = 30
"""Parcels of known weight from which the mean of the file is taken instead."""
HEAVY_G = 100_000
FIRST_HAND_IN_S = 8 * 3600


def import_parcels(path: str | Path, options: ParcelOptions | None = None) -> tuple[Part, Notes]:
    """Read a table of parcels and put like ones together.

    Args:
        path: one row a parcel; see `fields` for the columns.
        options: see there.

    Returns:
        A part with ``consignments`` and ``parcels``, which says what consignment each row went into; and the notes.
        Parcels in consignments and parcels left out add up to those of the file, and so do the grams.

    Raises:
        SourceError: the file cannot be read, has no column of addresses, or an option does not fit.
        ScenarioError: the table of places has faults.
    """
    options = options or ParcelOptions()
    times = times_of(options)
    addresses = Addresses(read_places(options.places), options.hub)
    file = Path(path).name
    notes = Notes()
    table = read_table(path, options.sheet, fields=FIELDS)
    found = find_columns(file, table.attrs[HEADER_ROW], table.columns, FIELDS, notes)
    notes.count(file, "rows of parcels", len(table))
    unused = [str(name) for name in table.columns if name not in {item.column for item in found.values()}]
    notes.count(file, "columns not used", len(unused), ", ".join(unused)[:200])
    units = {name: item.unit for name, item in found.items()}
    if "volume" in found and not units["volume"]:
        units["volume"] = _volume_unit(file, table[found["volume"].column], notes)
    if addresses.hub_guess:
        notes.guess(file, None, addresses.hub_guess, "name it with --hub, or give --places")
    reader = RowReader(file, units, addresses, notes)
    given, parcels = _read(table, found, reader, addresses.villages)
    parcels = on_the_day(file, parcels, times.day, notes)
    if not parcels:
        reasons = ", ".join(f"{what} {number:,}" for what, number in notes.totals("left_out").items())
        raise source_error(file, f"no parcel that can be used: {reasons or 'no rows'}", "at least one")
    _fill(file, parcels, times, notes)
    consignments, members = consolidate(parcels, times, options.filled)
    _prove(file, given, parcels, consignments, notes)
    return Part(consignments=consignments, parcels=members), notes


def _volume_unit(file: str, column: Iterable[str], notes: Notes) -> str:
    """Guess the unit of a volume without one from its usual size: parcels have some litres."""
    numbers = [number for text in column if (number := quantity(text, VOLUME_ML, "ml")) is not None and number > 0]
    usual = float(median(numbers)) if numbers else 1.0
    unit = "m3" if usual < 0.5 else "cm3" if usual > 500 else "l"
    notes.guess(file, None, "unit of the volume", f"the middle value is {usual:g}: taken as {unit}")
    return unit


def _read(
    table: pd.DataFrame, found: Mapping[str, Found], reader: RowReader, villages: Callable[[str], Sequence[str]]
) -> tuple[int, list[Parcel]]:
    """Return how many parcels the file has, and those that are not left out."""
    names = list(found)
    given = 0
    parcels = []
    columns = (table[found[name].column] for name in names)
    for row, *texts in zip(table.index, *columns, strict=True):
        cells = dict(zip(names, texts, strict=True))
        pieces = reader.pieces(int(row), cells)
        codes = villages(cells["place"])
        given += pieces * len(codes)
        for code in codes:
            parcel = reader.read(int(row), {**cells, "place": code}, pieces)
            if parcel is not None:
                parcels.append(parcel)
    return given, parcels


def _fill(file: str, parcels: Sequence[Parcel], times: Times, notes: Notes) -> None:
    """Fill in what rows do not say: weight, volume and time."""
    known_g = sum(parcel.g or 0 for parcel in parcels)
    mean_g = _mean(parcels, lambda parcel: parcel.g, USUAL_G)
    mean_ml = _mean(parcels, lambda parcel: parcel.ml, USUAL_ML)
    for parcel in parcels:
        if parcel.g is None:
            parcel.g = mean_g * parcel.pieces
            notes.guess(file, parcel.row, "no weight", f"taken as {mean_g / 1000:g} kg each", parcel.pieces)
        if parcel.ml is None:
            parcel.ml = mean_ml * parcel.pieces
            notes.guess(file, parcel.row, "no volume", f"taken as {mean_ml / 1000:g} l each", parcel.pieces)
        if parcel.time_s is None:
            parcel.time_s = times.waves_s[0] if parcel.inbound else FIRST_HAND_IN_S
            detail = f"taken as {parcel.time_s // 3600:02}:{parcel.time_s // 60 % 60:02}"
            notes.guess(file, parcel.row, "no time", detail, parcel.pieces)
    weights = [parcel.heaviest_g for parcel in parcels]
    total_g = sum(parcel.g or 0 for parcel in parcels)
    detail = f"{known_g / 1000:,.3f} by the file + {(total_g - known_g) / 1000:,.3f} guessed"
    notes.count(file, "kg kept, rounded", round(total_g / 1000), detail)
    if median(weights) > HEAVY_G:
        notes.warning(file, None, "half of the parcels weigh more than 100 kg", "is the column in grams?")


def _mean(parcels: Iterable[Parcel], amount: Callable[[Parcel], int | None], usual: int) -> int:
    """Return the mean of one parcel where it is known, or the usual one if that is hardly ever."""
    known = [(found, parcel.pieces) for parcel in parcels if (found := amount(parcel)) is not None]
    pieces = sum(number for _, number in known)
    if pieces < ENOUGH:
        return usual
    return max(1, round(sum(found for found, _ in known) / pieces))


def _prove(file: str, given: int, parcels: Sequence[Parcel], consignments: pd.DataFrame, notes: Notes) -> None:
    """Count from both ends; a difference would be a mistake of ours, and nothing may be written then."""
    kept = sum(int(text) for text in consignments["parcels"])
    left_out = notes.total("left_out")
    g = sum(round(float(text) * 1000) for text in consignments["kg"])
    if g != sum(parcel.g or 0 for parcel in parcels):
        raise AssertionError(f"{g} g in consignments, not as much as in the parcels kept")
    if given != kept + left_out or kept != sum(parcel.pieces for parcel in parcels):
        raise AssertionError(f"{given} parcels given, {kept} kept and {left_out} left out")
    brands = Counter(consignments["brand"])
    notes.count(file, "parcels in the file", given, f"{kept:,} kept + {left_out:,} left out")
    notes.count(file, "parcels kept", kept)
    notes.count(file, "consignments", len(consignments), f"of {len(brands)} brands")
    notes.count(file, "places with parcels", len({*consignments["origin"], *consignments["destination"]}))
