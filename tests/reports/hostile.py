"""A county whose every name tries to become markup, script, a formula, or to turn the text around it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from optimizer.plan import Plan, Unserved
from scenarios import Scenario

PWNED = "window.pwned=1"
NASTY = (
    f'<img src=x onerror="{PWNED}">',
    f"</script><script>{PWNED}</script>",
    f"\"'><svg onload={PWNED}>",
    f"<!--<script>{PWNED}",
    '=HYPERLINK("http://example.org/","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "{{ 7 * 7 }}{% raw %}",
    "{n}{place}%s%n",
    "\u202egnp.xcod",
    "two\nlines\u2028three",
    "x" * 300,
    "村" * 300,
    f"javascript:{PWNED}",
    "[Sheet]:*?/\\'",
    "&lt;b&gt;&#60;",
    "\x00\ufeff\x1b[31m",
    "__proto__",
)


def hostile(scenario: Scenario, plan: Plan) -> tuple[Scenario, Plan]:
    """The same scenario and plan under other names: every id, name and text is one of the nasty ones."""
    numbers = count()
    names: dict[str, str] = {}

    def nasty(text: str) -> str:
        if text not in names:
            number = next(numbers)
            names[text] = NASTY[number % len(NASTY)] + str(number)
        return names[text]

    places = tuple(
        replace(p, id=nasty(p.id), name=nasty(f"name of {p.id}"), town=nasty(f"town of {p.id}"), source=nasty("source"))
        for p in scenario.places
    )
    links = tuple(replace(x, from_place=nasty(x.from_place), to_place=nasty(x.to_place)) for x in scenario.links)
    runs = tuple(
        replace(
            run, id=nasty(run.id), line=nasty(run.line), block=nasty(run.block) if run.block else "",
            operator=nasty(f"operator {run.id}"), direction=nasty("out"),
            calls=tuple(replace(call, place=nasty(call.place)) for call in run.calls),
        )
        for run in scenario.runs
    )  # fmt: skip
    vans = tuple(replace(v, id=nasty(v.id), base=nasty(v.base), kind=nasty(f"kind {v.kind}")) for v in scenario.vans)
    items = tuple(
        replace(c, id=nasty(c.id), origin=nasty(c.origin), destination=nasty(c.destination), brand=nasty(c.brand))
        for c in scenario.consignments
    )
    left = tuple(
        Unserved(nasty(row.consignment), row.parcels, NASTY[0], row.rule, row.amount, NASTY[2], NASTY[1])
        for row in plan.unserved
    )
    changed = Plan(
        plan.strategy,
        tuple(replace(row, run=nasty(row.run), consignment=nasty(row.consignment)) for row in plan.bus_loads),
        tuple(replace(row, van=nasty(row.van), place=nasty(row.place)) for row in plan.van_stops),
        tuple(replace(row, van=nasty(row.van), consignment=nasty(row.consignment)) for row in plan.van_loads),
        left,
    ).sorted()
    made = replace(
        scenario, name=NASTY[1], description=NASTY[0], places=places, links=links, runs=runs, vans=vans,
        consignments=items,
    )  # fmt: skip
    return made, changed
