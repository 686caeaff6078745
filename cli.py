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
    from optimizer import Instance, Plan, PlanRecord, Progress, Result, SolveParams
    from reports.measures import Measures
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

    entries = [Entry.of(str(folder), _read_record(read_plan, folder)) for folder in plans]
    for warning in warnings(entries):
        click.echo(f"warning: not like for like: {warning}", err=True)
    if as_json:
        show_json(compare_dict(entries))
    else:
        show(compare_table(entries))


def _read_record(read: Callable[[Path], tuple[Plan, PlanRecord]], folder: Path) -> PlanRecord:
    """The record of one of several plans; its faults name the plan."""
    from scenarios import RoadpostError

    try:
        return read(folder)[1]
    except RoadpostError as error:
        raise RoadpostError("\n".join(f"{folder}: {line}" for line in str(error).splitlines())) from error


if __name__ == "__main__":
    main()
