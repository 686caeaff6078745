"""All bars in one run: `python -m benchmarks --data FOLDER --json DIRECTORY`.

It takes hours, and can be taken up again. FOLDER holds the folders vrptw, mtvrptwr and pdptw of public instances.
Exit status 1 if a bar fails.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from benchmarks import counties, limits, public, spread
from benchmarks.instances import READERS
from benchmarks.records import Records
from benchmarks.table import COUNTIES, SMALL, WAYS, judged


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--time-limit", "time_limit_s", default=60.0, show_default=True, help="Seconds of each plan.")
@click.option("--seed", default=1, show_default=True)
@click.option("--scenarios", "count", default=200, show_default=True, help="Random scenarios for the time limit.")
@click.option("--json", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results.")
def main(data: Path, time_limit_s: float, seed: int, count: int, folder: Path | None) -> None:
    """All bars in one run."""

    def records(name: str, fields: tuple[str, ...]) -> Records:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        return Records(None if folder is None else folder / f"{name}.jsonl", fields)

    made = records("counties", counties.FIELDS)
    good = counties.show(counties.run(made, (*SMALL, *COUNTIES), tuple(WAYS), time_limit_s, seed))
    click.echo()
    good &= judged(spread.run(records("spread", counties.FIELDS), "shared", time_limit_s, seed), click.echo)
    for kind in READERS:
        click.echo()
        made = records("public", public.FIELDS)
        good &= judged(public.bars(kind, public.run(kind, data / kind, made, time_limit_s, seed, None)), click.echo)
    click.echo()
    good &= judged(limits.run(count, seed, records("limits", limits.FIELDS)), click.echo)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
