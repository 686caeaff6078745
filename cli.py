"""The `roadpost` command: parse, call, print, exit code. No rule of the problem stands here.

Libraries and packages are imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

import datetime
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from networks.importers.notes import Notes
    from optimizer import Instance, Plan, PlanRecord, Progress, Result, SolveParams
    from reports.day import Report
    from reports.measures import Measures
    from reports.page import Side
    from reports.progress import ProgressLine
    from scenarios import Scenario

FOUND, STOPPED = 1, 130
"""Exit codes: violations or a known error; stopped with no plan. click gives 2, `reports.trouble` 1 and 3."""

ENGINES = ("auto", "exact", "routing", "county", "construct")
STRATEGIES = ("separate", "joint", "bus", "shared")
WITH_WORK_LIMIT_S = 3_600
"""A search with a work limit ends by the clock only after this time."""

log = logging.getLogger("roadpost")


class Commands(click.Group):
    """The commands; the one place where what goes wrong becomes a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click knows what to do with these
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            ctx.exit(STOPPED)
        except Exception as error:
            from reports.trouble import tell

            ctx.exit(tell(error, debug=ctx.params["debug"]))


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from reports.trouble import version

        click.echo(f"roadpost {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("-v", "--verbose", count=True, help="Tell on stderr what is being done; twice: in detail.")
@click.option("--debug", is_flag=True, help="Print tracebacks.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def main(verbose: int, debug: bool) -> None:
    """Plan how a rural county's parcels travel: on passenger buses that run anyway, on vans and e-trikes.

    SCENARIO is a scenario's folder, or the name of an example.

    \b
    Examples:
      roadpost examples
      roadpost solve first -o my-plan
      roadpost check first my-plan
      roadpost scenario new my-county
      roadpost scenario validate my-county
      roadpost solve my-county -o by-vans --strategy joint --time-limit 60
      roadpost solve my-county -o shared --time-limit 60
      roadpost compare by-vans shared
      roadpost report first my-plan -o my-report

    \b
    Exit codes: 0 good; 1 a known error, or violations; 2 wrong usage; 3 a bug of ours; 130 stopped with no plan.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a Chinese name shows a question mark instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)


def _json_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")(command)


@main.command()
@_json_option
def examples(as_json: bool) -> None:
    """List the examples that come with roadpost.

    \b
    Example:
      roadpost examples
    """
    from reports.counts import count
    from reports.inventory import examples_table
    from reports.terminal import show, show_json
    from scenarios import examples as shipped
    from scenarios import read_scenario

    rows = []
    for name in shipped.names():
        counts = count(read_scenario(name))
        rows.append(
            {
                "name": name,
                "description": shipped.describe(name),
                "villages": counts.places["village"],
                "lines": counts.lines,
                "runs": counts.runs_today,
                "vans": sum(counts.vans.values()),
                "parcels": counts.parcels,
            }
        )
    if as_json:
        show_json({"examples": rows})
    else:
        show(examples_table(rows))


@main.group()
def scenario() -> None:
    """Write, check, show and make up scenarios."""


@scenario.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "example", metavar="EXAMPLE", help="Copy this example instead of a small beginning.")
def new(folder: Path, example: str | None) -> None:
    """Write a scenario to fill in into FOLDER, which must be empty or not there.

    \b
    Examples:
      roadpost scenario new my-county
      roadpost scenario new my-county --from first
    """
    from reports.starter import copy_example, starter
    from reports.terminal import show
    from scenarios import write_scenario

    if example is None:
        name = folder.resolve().name or "my county"
        write_scenario(starter(name, datetime.date.today()), folder)
    else:
        copy_example(example, folder)
    show(f"written: {folder}", f"next: change its tables, then: roadpost scenario validate {folder}")


@scenario.command()
@click.argument("scenario")
@_json_option
def validate(scenario: str, as_json: bool) -> None:
    """Read SCENARIO, and report all its faults, or what it holds.

    \b
    Examples:
      roadpost scenario validate my-county
      roadpost scenario validate first
    """
    from networks import build_network
    from reports.counts import count
    from reports.inventory import one_line
    from reports.terminal import show, show_json
    from scenarios import read_with_warnings

    found, odd = read_with_warnings(scenario)
    build_network(found)
    counts = count(found)
    if as_json:
        show_json({"valid": True, "warnings": [str(fault) for fault in odd], **counts.as_dict()})
        return
    for fault in odd:
        click.echo(f"warning: {fault}", err=True)
    show(f"{found.name} is valid: {one_line(counts)}")


@scenario.command("show")
@click.argument("scenario")
@_json_option
def show_scenario(scenario: str, as_json: bool) -> None:
    """Show how large SCENARIO is: places, roads, runs, vans, parcels.

    \b
    Example:
      roadpost scenario show first
    """
    from networks import build_network
    from reports.counts import count
    from reports.inventory import inventory
    from reports.terminal import show, show_json
    from scenarios import read_scenario

    found = read_scenario(scenario)
    network = build_network(found)
    if as_json:
        show_json({**count(found).as_dict(), "itineraries": network.counts.itineraries})
    else:
        show(*inventory(count(found), network.counts.itineraries))


@scenario.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--villages", type=click.IntRange(3, 2_000), required=True, help="Village points.")
@click.option("--towns", type=click.IntRange(1, 200), help="Town stations; by default as usual for the size.")
@click.option("--lines", type=click.IntRange(0, 200), help="Bus lines; by default as usual for the size.")
@click.option(
    "--demand", type=click.Choice(["thin", "normal", "dense"]), default="normal", show_default=True,
    help="Parcels per village.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Same seed, same county.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Service date, as 2026-03-04.")
@click.option("--strategy", type=click.Choice(STRATEGIES), default="shared", show_default=True, help="Strategy.")
@click.option("--name", help="What reports call it.")
def generate(
    folder: Path, villages: int, demand: Any, seed: int, strategy: str, date: datetime.datetime | None, **given: Any
) -> None:
    """Make up a county and write it into FOLDER, which must be empty or not there.

    \b
    Example:
      roadpost scenario generate made-up --villages 50 --demand thin --seed 1
    """
    import dataclasses

    from reports.counts import count
    from reports.inventory import one_line
    from reports.terminal import show
    from scenarios import Strategy, write_scenario
    from scenarios.generate import CountySpec, generate_county

    wanted = {key: value for key, value in given.items() if value is not None}
    if date is not None:
        wanted["service_date"] = date.date()
    try:
        spec = dataclasses.replace(CountySpec.of_size(villages, demand), strategy=Strategy(strategy), **wanted)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    made = generate_county(spec, seed)
    write_scenario(made, folder)
    show(f"written: {folder}: {one_line(count(made))}")


_coordinates_option = click.option(
    "--coordinates", type=click.Choice(["wgs84", "gcj02", "bd09"]), default="wgs84", show_default=True,
    help="What a table of places is in: gcj02 for Amap (高德) and Tencent, bd09 for Baidu.",
)  # fmt: skip
_snap_option = click.option(
    "--snap-m", metavar="M", type=click.FloatRange(0), default=2_000, show_default=True,
    help="A place farther than this from every road is not joined to one.",
)  # fmt: skip


@scenario.command("places")
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", metavar="FOLDER", type=click.Path(path_type=Path), required=True,
    help="Folder to write into; an import that is there is replaced.",
)  # fmt: skip
@click.option("--villages", type=click.IntRange(1, 2_000), default=60, show_default=True, help="Village points.")
@click.option("--stations", type=click.IntRange(0, 200), default=5, show_default=True, help="Town stations.")
@click.option("--hub", metavar="ID", help="Stop that is the hub; by default the one where most runs call.")
@click.option("--station", "station_ids", metavar="ID", multiple=True, help="Stop that is a town station; repeatable.")
@click.option("--at-stops", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Villages at bus stops.")
@click.option("--within-km", type=click.FloatRange(0), default=8, show_default=True, help="Of a village from a stop.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Same seed, same places.")
@_json_option
def scenario_places(
    parts: tuple[Path, ...], folder: Path, within_km: float, as_json: bool, **wanted: Any
) -> None:
    """Make up a hub, stations and villages for the roads and the timetable in PARTS, which have none.

    The hub is the stop where most runs call, stations are the next busiest some kilometres apart, villages lie at
    other stops and at the ends of roads, chosen by the seed.

    \b
    Example:
      roadpost scenario places roads buses -o sites --villages 60 --stations 5 --seed 1
    """
    from networks.importers.assemble import SiteOptions, make_sites
    from networks.importers.part import read_part, refuse_folder, write_part

    refuse_folder(folder)
    part, notes = make_sites([read_part(path) for path in parts], SiteOptions(within_m=1_000 * within_km, **wanted))
    write_part(part, notes, folder)
    _tell_import(notes, folder, as_json)


@scenario.command("assemble")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", metavar="FOLDER", type=click.Path(path_type=Path), required=True,
    help="Folder of the scenario, which must be empty or not there.",
)  # fmt: skip
@click.option("--name", help="What reports call it; by default the folder's name.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Service date; by default the busiest in the runs.")
@click.option("--strategy", type=click.Choice(STRATEGIES), default="shared", show_default=True, help="Strategy.")
@click.option("--hub", metavar="ID", help="Place that is the hub, if no source has one.")
@click.option("--demand", type=click.Choice(["thin", "normal", "dense"]), help="Make up parcels, if no source has any.")
@click.option("--vans", type=click.IntRange(0, 10_000), help="Vans, if no source has any; by default ample.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Of made-up parcels.")
@_coordinates_option
@_snap_option
@click.option(
    "--same-place-m", metavar="M", type=click.FloatRange(0), default=150, show_default=True,
    help="A bus stop nearer than this to a hub, station or village is taken for it.",
)  # fmt: skip
@click.option(
    "--unreachable", type=click.Choice(["error", "leave"]), default="error", show_default=True,
    help="Places with parcels that no vehicle reaches: refuse, or leave their parcels behind.",
)
@_json_option
def assemble_scenario(
    sources: tuple[Path, ...], folder: Path, name: str | None, date: datetime.datetime | None, as_json: bool,
    strategy: str, coordinates: str, **wanted: Any,
) -> None:  # fmt: skip
    """Join roads, timetable, places and demand into a scenario that validates.

    SOURCES are folders of imports, and .csv or .xlsx files with the columns of one of a scenario's tables. Where two
    have the same place, the later one counts. Places are joined to the nearest road; bus stops beside a place become
    that place; vans are made up where there are none.

    \b
    Example:
      roadpost scenario assemble roads buses places.csv demand -o my-county
    """
    from networks.importers.assemble import AssembleOptions, assemble, write_assembled
    from networks.importers.coordinates import Coordinates
    from reports.counts import count
    from reports.inventory import one_line
    from reports.terminal import show
    from scenarios import Strategy
    from scenarios.write import refuse_folder

    refuse_folder(folder)
    options = AssembleOptions(
        name=name or folder.resolve().name or "my county", date=date.date() if date else None,
        strategy=Strategy(strategy), coordinates=Coordinates(coordinates), **wanted,
    )  # fmt: skip
    made = assemble(sources, options)
    write_assembled(made, folder)
    _tell_import(made.notes, folder, as_json)
    if not as_json:
        show(f"{made.scenario.name} is valid: {one_line(count(made.scenario))}")


@main.command()
@click.argument("scenario")
@click.option(
    "-o", "--output", "folder", metavar="PLAN", type=click.Path(path_type=Path), required=True,
    help="Folder to write the plan into; a plan that is there is replaced.",
)  # fmt: skip
@click.option("--strategy", type=click.Choice(STRATEGIES), help="Instead of the one that the scenario names.")
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="How to search.")
@click.option("--time-limit", "time_limit_s", metavar="S", type=float, help="Seconds to search.  [default: 60]")
@click.option("--work-limit", metavar="N", type=click.IntRange(1), help="Steps to search, instead of a time limit.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Of the random numbers.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads.  [default: 2; with --work-limit 1]")
@click.option("--quiet", is_flag=True, help="No progress line.")
@_json_option
def solve(scenario: str, folder: Path, strategy: str | None, quiet: bool, as_json: bool, **knobs: Any) -> None:
    """Plan SCENARIO and write the plan into a folder.

    Ctrl-C once: the best plan so far is written. Twice: stop at once. With --work-limit and one thread, the same
    seed gives the same plan.

    \b
    Examples:
      roadpost solve first -o my-plan
      roadpost solve shenxian -o by-vans --strategy joint --time-limit 120
    """
    from optimizer import write_plan
    from reports.measures import measure
    from reports.progress import ProgressLine
    from scenarios import read_scenario

    params = _params(**knobs)
    _refuse_folder(folder)
    with ProgressLine(quiet) as line:
        line.phase("reading")
        found = read_scenario(scenario, strategy)
        instance = _prepared(found, line)
        with _Stop() as stop:
            result = _search(found, instance, params, line, stop)
            if result.plan is None:
                return _tell_no_plan(result)
            line.phase("writing")
            measures = measure(found, result.plan)
            record = _record(found, params, result, measures)
            stop.write_in_peace()
            write_plan(folder, result.plan, record)
    _show_plan(record, measures, as_json, folder)


def _params(
    engine: str, time_limit_s: float | None, work_limit: int | None, seed: int, threads: int | None
) -> SolveParams:
    """The knobs of a solve; by a work limit alone the same seed must give the same plan, so it takes one thread."""
    from optimizer import ParameterError, SolveParams

    if time_limit_s is not None and work_limit is not None:
        raise click.UsageError("give either --time-limit or --work-limit, not both")
    given: dict[str, Any] = {"engine": engine, "seed": seed, "work_limit": work_limit}
    if work_limit is not None:
        given |= {"time_limit_s": WITH_WORK_LIMIT_S, "threads": threads or 1}
    if time_limit_s is not None:
        given["time_limit_s"] = time_limit_s
    if threads is not None:
        given["threads"] = threads
    try:
        return SolveParams(**given)
    except ParameterError as error:
        raise click.UsageError(str(error)) from None


def _refuse_folder(folder: Path) -> None:
    """Say before the search, not after it, that the plan cannot be written where it should go."""
    from optimizer.plan_io import FILES, RECORD, PlanWriteError

    if folder.exists() and not folder.is_dir():
        raise PlanWriteError(f"{folder} is not a folder; nothing was written")
    # Files that systems and spreadsheets leave about are for write_plan to judge.
    there = [path.name for path in folder.iterdir() if path.name[0] not in ".~"] if folder.is_dir() else []
    if there and (RECORD not in there or not set(there) <= {*FILES, "Thumbs.db", "desktop.ini"}):
        raise PlanWriteError(f"{folder} holds something else than a plan; nothing was written")
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise PlanWriteError(f"{folder} cannot be written: {above} is no folder that you may write to")


def _prepared(found: Scenario, line: ProgressLine) -> Instance:
    """Build the problem that engines see."""
    from networks import build_network
    from optimizer import build_instance

    log.info("building roads and itineraries of %s", found.name)
    line.phase("building roads and itineraries")
    return build_instance(found, build_network(found))


def _search(found: Scenario, instance: Instance, params: SolveParams, line: ProgressLine, stop: _Stop) -> Result:
    """Search in a thread, while this one shows how it goes and waits for the end or for Ctrl-C."""
    from optimizer import solve as search

    def moved(moment: Progress) -> None:
        log.debug("%s", moment)
        line.update(moment)

    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            _spare_children()
            results.append(search(found, instance, params, moved, stop.is_asked))
        except BaseException as error:  # handed on to the thread that waits
            errors.append(error)

    log.info("solving")
    # A daemon, so that nothing waits for it should the program end first.
    thread = threading.Thread(target=run, name="solve", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
        line.phase("stopping" if stop.is_asked() else "solving")
    if errors:
        raise errors[0]
    return results[0]


def _spare_children() -> None:
    """See to it that programs which an engine starts from this thread do not hear a terminal's Ctrl-C themselves.

    They inherit what this thread blocks. Starting multiprocessing's tracker unblocks it again, so that comes first.
    """
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class _Stop:
    """Listens for Ctrl-C (and SIGTERM): once asks the search to stop, twice ends the program."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._is_writing = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> _Stop:
        # Only a program's main thread hears signals.
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._hear) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def is_asked(self) -> bool:
        """True once the user has asked to stop."""
        return self._asked.is_set()

    def write_in_peace(self) -> None:
        """From now on nothing interrupts."""
        self._is_writing = True

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_writing:
            return
        if self._asked.is_set():
            _end_at_once()
        self._asked.set()


def _end_at_once() -> None:
    """End this program and those that it has started, without waiting for anything."""
    import multiprocessing

    for child in multiprocessing.active_children():
        child.kill()
    show_cursor = b"\x1b[?25h" if sys.stderr.isatty() else b""
    os.write(2, show_cursor + b"\nstopped at once; nothing was written\n")
    os._exit(STOPPED)


def _tell_no_plan(result: Result) -> None:
    if result.stopped == "interrupted":
        click.echo("stopped before there was a plan; nothing was written", err=True)
        sys.exit(STOPPED)
    click.echo(f"no plan was found ({result.stopped}); nothing was written", err=True)
    sys.exit(FOUND)


def _record(found: Scenario, params: SolveParams, result: Result, measures: Measures) -> PlanRecord:
    """What `plan.json` says of a plan."""
    from optimizer import PlanRecord
    from scenarios import digest

    return PlanRecord(
        scenario=found.name,
        digest=digest(found),
        strategy=found.strategy.value,
        engine=result.engine,
        seed=result.seed,
        threads=result.threads,
        stopped=result.stopped,
        seconds=round(result.seconds, 3),
        cost_urmb=result.cost_urmb or 0,
        bound_urmb=result.bound_urmb,
        cost_parts_urmb=result.cost_parts_urmb,
        versions=result.versions,
        summary={
            "time_limit_s": None if params.work_limit else params.time_limit_s,
            "work_limit": params.work_limit,
            "measures": measures.as_dict(),
        },
    )


def _show_plan(record: PlanRecord, measures: Measures, as_json: bool, folder: Path) -> None:
    from reports.summary import costs_of, plan_dict, plan_tables
    from reports.terminal import show, show_json

    costs = costs_of(record.cost_parts_urmb)
    if as_json:
        show_json({"plan": str(folder), **plan_dict(record, costs, measures)})
    else:
        show(*plan_tables(record, costs, measures), f"\nplan written to {folder}")


@main.command()
@click.argument("scenario")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--strategy", type=click.Choice(STRATEGIES), help="Instead of the one that the plan was made with.")
@_json_option
def check(scenario: str, plan: Path, strategy: str | None, as_json: bool) -> None:
    """Judge PLAN by every rule, from the files of SCENARIO and of the plan alone.

    \b
    Example:
      roadpost check first my-plan
    """
    from optimizer import check as judge
    from optimizer import cost, read_plan
    from reports.measures import measure
    from reports.summary import cost_table, plan_dict
    from reports.terminal import show, show_json
    from reports.verdict import verdict_dicts, verdict_table
    from scenarios import read_scenario

    rows, record = read_plan(plan)
    found = read_scenario(scenario, strategy or (record.strategy if record.strategy in STRATEGIES else None))
    violations = judge(found, rows, record)
    costs, measures = cost(found, rows), measure(found, rows)
    _warn_of_old_figures(record, measures, bool(violations))
    if as_json:
        verdict = {"accepted": not violations, "violations": verdict_dicts(violations)}
        show_json({**verdict, "plan": str(plan), **plan_dict(record, costs, measures)})
    elif violations:
        show(verdict_table(violations), f"\n{plan} is refused: {len(violations)} violations")
    else:
        show(cost_table(costs, measures), f"\n{plan} is accepted")
    sys.exit(FOUND if violations else 0)


def _warn_of_old_figures(record: PlanRecord, measures: Measures, refused: bool) -> None:
    """Tell if `compare` would show figures that are not those of the tables, because somebody has edited them."""
    claimed = record.summary.get("measures")
    if claimed is not None and claimed != measures.as_dict() and not refused:
        click.echo("warning: the summary in plan.json is not that of the plan's tables", err=True)


@main.command()
@click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path))
@_json_option
def compare(plans: tuple[Path, ...], as_json: bool) -> None:
    """Show PLANS side by side, and their differences from the first.

    \b
    Example:
      roadpost compare by-vans shared
    """
    from optimizer import read_plan
    from reports.compare import Entry, compare_dict, compare_table, warnings
    from reports.terminal import show, show_json

    entries = [Entry.of(str(folder), _read_named(read_plan, folder)[1]) for folder in plans]
    for warning in warnings(entries):
        click.echo(f"warning: not like for like: {warning}", err=True)
    if as_json:
        show_json(compare_dict(entries))
    else:
        show(compare_table(entries))


@main.command()
@click.argument("scenario")
@click.argument("plans", metavar="PLAN...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", metavar="FOLDER", type=click.Path(path_type=Path), required=True,
    help="Folder to write the report into; a report that is there is replaced.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language.")
@click.option("--compare", "side_by_side", is_flag=True, help="Put several plans side by side on one page.")
def report(scenario: str, plans: tuple[Path, ...], folder: Path, lang: str, side_by_side: bool) -> None:
    """Write what people read of PLAN into a folder: a page with a map, a workbook to print, tables, GeoJSON.

    With --compare: one page with several plans, their maps and their differences from the first; without SCENARIO, if
    only plans are named, no maps.

    \b
    Examples:
      roadpost report first my-plan -o my-report
      roadpost report first my-plan -o my-report-en --lang en
      roadpost report --compare first by-vans shared -o side-by-side
    """
    from reports.files import compare_files, report_files
    from reports.folder import refuse_report_folder, write_report
    from reports.terminal import show
    from reports.trouble import version

    refuse_report_folder(folder)
    if side_by_side:
        files = compare_files(_sides(scenario, plans), lang, version())
    elif len(plans) == 1:
        made = _report_of(scenario, plans[0])
        files = report_files(made, lang, version())
        if made.violations:
            click.echo(f"warning: the checker refuses the plan: {len(made.violations)} violations", err=True)
    else:
        raise click.UsageError("name one SCENARIO and one PLAN; for several plans add --compare")
    write_report(folder, files)
    size = sum(map(len, files.values())) / 1_000_000
    show(f"report written to {folder}: {len(files)} files, {size:.1f} MB; open {folder / 'index.html'}")


def _report_of(scenario: str, folder: Path) -> Report:
    """One plan's report."""
    from optimizer import read_plan
    from reports.day import report_of
    from scenarios import read_scenario

    plan, record = _read_named(read_plan, folder)
    found = read_scenario(scenario, record.strategy if record.strategy in STRATEGIES else None)
    return report_of(found, plan, record)


def _sides(scenario: str, plans: tuple[Path, ...]) -> list[Side]:
    """The plans of a comparison; those made for other contents of the scenario, or without one, have figures only."""
    from optimizer import read_plan
    from optimizer.plan_io import RECORD
    from reports.compare import Entry
    from reports.day import report_of
    from reports.page import Side
    from scenarios import digest, read_scenario

    alone = (Path(scenario) / RECORD).is_file()
    folders = (Path(scenario), *plans) if alone else plans
    if len(folders) < 2:
        raise click.UsageError("name two plans or more to compare")
    sides = []
    for folder in folders:
        plan, record = _read_named(read_plan, folder)
        found = None if alone else read_scenario(scenario, record.strategy if record.strategy in STRATEGIES else None)
        fits = found is not None and digest(found) == record.digest
        made = report_of(found, plan, record) if found is not None and fits else None
        entry = Entry.of(str(folder), record) if made is None else Entry(str(folder), record, made.measures)
        sides.append(Side(entry, made))
    return sides


def _read_named(read: Callable[[Path], tuple[Plan, PlanRecord]], folder: Path) -> tuple[Plan, PlanRecord]:
    """One of several plans; its faults name the plan."""
    from scenarios import RoadpostError

    try:
        return read(folder)
    except RoadpostError as error:
        raise RoadpostError("\n".join(f"{folder}: {line}" for line in str(error).splitlines())) from error


@main.group("import")
def import_group() -> None:
    """Make tables of a scenario from what you have: roads, timetables, travel times, parcels, places.

    Each command writes a folder of tables with `notes.csv`, which lists what was guessed and what was left out.
    `roadpost scenario assemble` joins such folders into a scenario.
    """


_import_output = click.option(
    "-o", "--output", "folder", metavar="FOLDER", type=click.Path(path_type=Path), required=True,
    help="Folder to write into; an import that is there is replaced.",
)  # fmt: skip
_sheet_option = click.option("--sheet", help="Sheet of a workbook; by default the first that is not blank.")


def _tell_import(notes: Notes, folder: Path, as_json: bool) -> None:
    """Show what an import counted, left out and guessed, and where."""
    from networks.importers.notes import KINDS
    from reports.terminal import facts, show, show_json

    if as_json:
        show_json({"folder": str(folder), **{kind: notes.totals(kind) for kind in KINDS}})
    else:
        show(facts(notes.summary()), f"\nwritten: {folder}", f"notes:   {folder / 'notes.csv'}")


@import_group.command("osm")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@click.option("--box", metavar="W,S,E,N", help="Cut this area out: west, south, east and north in degrees.")
@click.option("--settlements", is_flag=True, help="Make places of named towns (stations) and villages.")
@click.option("--places", type=click.Path(path_type=Path), help="Folder or table of places to join to the roads.")
@_coordinates_option
@_snap_option
@_json_option
def import_osm(
    file: Path, folder: Path, box: str | None, settlements: bool, places: Path | None, coordinates: str,
    snap_m: float, as_json: bool,
) -> None:  # fmt: skip
    """Make roads from an OpenStreetMap extract: .osm, .osm.gz, .osm.bz2 or .osm.pbf.

    Speeds come from signed limits, surfaces and classes of roads; roads closed to vans, and islands, are left out.

    \b
    Examples:
      roadpost import osm county.osm.pbf -o roads
      roadpost import osm province.osm.pbf -o roads --box 115.3,35.8,115.9,36.5 --settlements
    """
    from networks.importers.osm import OsmOptions, import_osm, parse_box
    from networks.importers.part import refuse_folder, write_part
    from networks.importers.places import read_places

    refuse_folder(folder)
    try:
        area = parse_box(box) if box else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--box") from None
    given = read_places(places, coordinates) if places else ()
    part, notes = import_osm(file, OsmOptions(area, settlements, given, snap_m))
    write_part(part, notes, folder)
    _tell_import(notes, folder, as_json)


@import_group.command("places")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@_sheet_option
@_coordinates_option
@_json_option
def import_places(file: Path, folder: Path, sheet: str | None, coordinates: str, as_json: bool) -> None:
    """Make places.csv from a table of places with English or Chinese headings, in any of China's coordinates.

    Needed are a name, a longitude (经度) and a latitude (纬度).

    \b
    Example:
      roadpost import places villages.xlsx -o places --coordinates gcj02
    """
    from networks.importers.part import refuse_folder, write_part
    from networks.importers.places import import_places

    refuse_folder(folder)
    part, notes = import_places(file, coordinates, sheet)
    write_part(part, notes, folder)
    _tell_import(notes, folder, as_json)


@import_group.command("travel")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@click.option(
    "--minutes", "minutes_file", metavar="FILE", type=click.Path(path_type=Path),
    help="Square table of minutes, if FILE is a square table of km.",
)  # fmt: skip
@_sheet_option
@click.option("--hub", metavar="ID", help="Make places too: this one the hub, all others villages.")
@click.option(
    "--centre", metavar="LON,LAT", help="Where the hub lies; the other places are drawn around it by travel time."
)
@_json_option
def import_travel(file: Path, folder: Path, as_json: bool, **options: Any) -> None:
    """Make travel.csv from measured km and minutes, pairs that were not measured filled by the quickest way.

    FILE has one row a direction (from, to, km, minutes), or is a square table of km beside one of minutes.

    \b
    Examples:
      roadpost import travel matrix.csv -o roads
      roadpost import travel matrix.xlsx -o roads --hub 0 --centre 120.48,37.65
    """
    from networks.importers.part import refuse_folder, write_part
    from networks.importers.travel import TravelOptions, import_travel

    refuse_folder(folder)
    part, notes = import_travel(file, TravelOptions(**options))
    write_part(part, notes, folder)
    _tell_import(notes, folder, as_json)


@import_group.command("parcels")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@_sheet_option
@click.option("--places", type=click.Path(path_type=Path), help="Folder or table of places: codes must be among them.")
@click.option("--hub", metavar="ID", help="Where parcels for villages come from; by default the places' only hub.")
@click.option("--date", metavar="DATE|busiest|all", default="busiest", show_default=True, help="Day to take.")
@click.option(
    "--wave", "waves", metavar="HH:MM", multiple=True, help="When parcels are ready together.  [default: 06:00, 11:30]"
)
@click.option("--due", metavar="HH:MM", default="18:00", show_default=True, help="When they should be delivered.")
@click.option(
    "--filled", metavar="PART", type=click.FloatRange(0.1, 1), default=0.7, show_default=True,
    help="Part of a hold that parcels really fill: their litres are divided by it.",
)  # fmt: skip
@_json_option
def import_parcels(file: Path, folder: Path, as_json: bool, **options: Any) -> None:
    """Make consignments.csv from a table with one row a parcel, such as a courier's system exports.

    Columns are found by their English or Chinese headings: kg, cm, brand, address code, time. Every parcel of the
    file is counted: in a consignment, or left out for a reason.

    \b
    Example:
      roadpost import parcels export.xlsx -o demand --places my-county --date 2026-03-04
    """
    from networks.importers.parcels import ParcelOptions, import_parcels
    from networks.importers.part import refuse_folder, write_part

    refuse_folder(folder)
    part, notes = import_parcels(file, ParcelOptions(**options))
    write_part(part, notes, folder)
    _tell_import(notes, folder, as_json)


def _service_date(_ctx: click.Context, _option: click.Parameter, value: str) -> datetime.date | str:
    if value == "busiest":
        return value
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("a date such as 2026-03-17, or busiest") from None


_cargo_option = click.option(
    "--cargo", metavar="FILE", type=click.Path(path_type=Path),
    help="Table of what the buses of a line or route type may carry; by default it is guessed.",
)  # fmt: skip
_stop_places_option = click.option(
    "--places", metavar="PLACES", type=click.Path(path_type=Path),
    help="Folder or table of your places: stops that are one of them become it.",
)  # fmt: skip
_within_option = click.option(
    "--within", "within_m", metavar="M", type=click.FloatRange(0, 5_000), default=150, show_default=True,
    help="Metres up to which a stop of another name is a place of yours.",
)  # fmt: skip


@import_group.command("gtfs")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@click.option(
    "--date", "day", metavar="DATE|busiest", default="busiest", show_default=True, callback=_service_date,
    help="Day to take, as 2026-03-17, or the first one with the most runs.",
)  # fmt: skip
@_cargo_option
@_stop_places_option
@_within_option
@_coordinates_option
@_json_option
def import_gtfs(
    file: Path, folder: Path, day: datetime.date | str, cargo: Path | None, places: Path | None, within_m: float,
    coordinates: str, as_json: bool,
) -> None:  # fmt: skip
    """Make bus runs, calls and stops from one day of a GTFS feed: a .zip file or a folder.

    Every run of the day is counted: kept, or left out for a reason.

    \b
    Examples:
      roadpost import gtfs feed.zip -o buses
      roadpost import gtfs feed.zip --date 2026-03-17 --cargo cargo.csv -o buses
    """
    from networks.importers.cargo import read_cargo
    from networks.importers.gtfs import import_gtfs as read_feed
    from networks.importers.part import refuse_folder, write_part
    from networks.importers.places import read_places

    refuse_folder(folder)
    known = read_places(places) if places else ()
    made = read_feed(file, day, read_cargo(cargo), coordinates, known, within_m)
    write_part(made.part, made.notes, folder)
    _tell_import(made.notes, folder, as_json)


@import_group.command("timetable")
@click.argument("file", type=click.Path(path_type=Path))
@_import_output
@click.option("--sheet", help="Sheet of a workbook; by default all of them.")
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="The only day of the runs; by default all that the table says."
)
@_cargo_option
@_stop_places_option
@_within_option
@_coordinates_option
@_json_option
def import_timetable(
    file: Path, folder: Path, date: datetime.datetime | None, cargo: Path | None, places: Path | None,
    as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Make bus runs and calls from a timetable in a spreadsheet: .xlsx, or .csv in UTF-8 or GB18030.

    The stops of a line with minutes, first and last bus and headway; or a grid of times; headings in Chinese or
    English. Stops that have no position (经度, 纬度) in FILE are looked for among your places by name.

    \b
    Examples:
      roadpost import timetable timetable.xlsx --places places -o buses
      roadpost import timetable timetable.csv --places places.csv --cargo cargo.csv -o buses
    """
    from networks.importers.cargo import read_cargo
    from networks.importers.part import refuse_folder, write_part
    from networks.importers.places import read_places
    from networks.importers.timetable import TimetableOptions
    from networks.importers.timetable import import_timetable as read_timetable

    refuse_folder(folder)
    known = read_places(places) if places else ()
    day = date.date() if date else None
    made = read_timetable(file, TimetableOptions(day=day, cargo=read_cargo(cargo), places=known, **options))
    write_part(made.part, made.notes, folder)
    _tell_import(made.notes, folder, as_json)


if __name__ == "__main__":
    main()
