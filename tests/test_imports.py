"""Who may import whom. The table is short enough to keep in the head; this file is what enforces it.

Imports inside functions and under ``TYPE_CHECKING`` count like any other: a type borrowed from a layer that
should be unknown is a dependency too. Only the search for circles leaves ``TYPE_CHECKING`` out, since those
imports never run.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("scenarios", "networks", "optimizer", "reports")
OURS = frozenset({*PACKAGES, "cli"})
NEVER_INSTALLED = ("benchmarks", "tests")


@dataclass(frozen=True)
class Rule:
    """What modules of one kind may import. Each name stands for the module and all inside it.

    Attributes:
        ours: what they may import of ours, themselves included.
        never: libraries they must not import.
        prints: whether they may call ``print``.
    """

    ours: tuple[str, ...]
    never: tuple[str, ...] = ()
    prints: bool = True


# The first kind whose name holds the module is its kind: the order matters.
JUDGES = ("optimizer.checker", "optimizer.costs")
SOLVERS = ("ortools", "pyvrp")
PRINTERS = ("click", "rich")
RULES = {
    "scenarios": Rule(ours=("scenarios",)),
    "networks": Rule(ours=("networks", "scenarios"), never=("ortools",)),
    "optimizer.plan": Rule(ours=("optimizer.plan",), never=(*SOLVERS, *PRINTERS, "networkx"), prints=False),
    **{
        judge: Rule(ours=("scenarios", "optimizer.plan", *JUDGES), never=(*SOLVERS, *PRINTERS), prints=False)
        for judge in JUDGES
    },
    # What it is compared with is only for benchmarks.
    "optimizer": Rule(ours=("networks", "scenarios", "optimizer"), never=(*PRINTERS, "pyvrp"), prints=False),
    "reports": Rule(ours=("reports", "scenarios", "optimizer.plan", *JUDGES), never=SOLVERS),
    "cli": Rule(
        ours=("cli", "scenarios", "networks", "optimizer", "reports"),
        never=(*SOLVERS, "networkx", "pandas"),
    ),
}
# Engines must not lean on the judges' code, or a mistake there would be made twice and never be seen. Only
# the two modules that stand above the engines join both sides.
MAY_ASK_JUDGES = ("optimizer", "optimizer.solve")


@dataclass(frozen=True)
class Import:
    """One import statement's name: the module, and for ``from module import name`` also the name."""

    module: str
    name: str | None
    line: int
    runs: bool

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


def within(module: str, parents: tuple[str, ...] | frozenset[str]) -> bool:
    """Tell whether a dotted name is one of the given ones or lies inside one of them."""
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


def kind_of(module: str) -> str:
    return next(kind for kind in RULES if within(module, (kind,)))


def imports_in(tree: ast.AST, runs: bool = True) -> Iterator[Import]:
    """Yield every import of a syntax tree, in functions too; `runs` is false under ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, None, node.lineno, runs) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield from (Import(source, alias.name, node.lineno, runs) for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from imports_in(ast.Module(node.body, []), runs=False)
            yield from imports_in(ast.Module(node.orelse, []), runs)
        else:
            if name := dynamic_import(node):
                yield Import(name, None, node.lineno, runs)
            yield from imports_in(node, runs)


def dynamic_import(node: ast.AST) -> str | None:
    """Return what ``import_module("...")`` or ``__import__("...")`` names, if the node is such a call."""
    match node:
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
    return None


def faults_of(module: str, text: str) -> list[str]:
    """Return what a module does against the table, one sentence a fault, each beginning with its line."""
    tree = ast.parse(text)
    kind = kind_of(module)
    rule = RULES[kind]
    faults = []
    for found in imports_in(tree):
        if found.module.startswith("."):
            faults.append(f"{found.line}: imports {found.full}, but imports are absolute here")
        elif within(found.full, NEVER_INSTALLED):
            faults.append(f"{found.line}: imports {found.full}, which is never installed")
        elif within(found.full, rule.never):
            faults.append(f"{found.line}: {kind} never imports {found.module}")
        elif within(found.full, OURS) and not allowed(module, found, rule):
            faults.append(f"{found.line}: {module} may not import {found.full}")
        elif kind == "cli" and within(found.full, OURS) and is_private(found.full):
            faults.append(f"{found.line}: cli uses public names only, not {found.full}")
    if not rule.prints:
        faults += [f"{line}: {kind} never prints" for line in prints_in(tree)]
    return faults


def allowed(module: str, found: Import, rule: Rule) -> bool:
    """Tell whether one of our modules may import another; both `a.b` and `from a import b` are `a.b` here."""
    if kind_of(module) == "optimizer" and module not in MAY_ASK_JUDGES and within(found.full, JUDGES):
        return False
    return within(found.full, rule.ours)


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))


def prints_in(tree: ast.AST) -> list[int]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def our_modules() -> dict[str, Path]:
    """Map every module of ours that is there to its file; a package stands under its own name."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    files += [path for path in [ROOT / "cli.py"] if path.exists()]
    dotted = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return {name.removesuffix(".__init__"): file for name, file in zip(dotted, files, strict=True)}


def circles_in(texts: dict[str, str]) -> list[list[str]]:
    """Return the sets of modules, among those whose texts are given, that import each other in a circle."""
    graph = nx.DiGraph()
    for module, text in texts.items():
        for found in imports_in(ast.parse(text)):
            # `from a import b` is about module a.b if there is one, else about a name in a.
            target = found.full if found.full in texts else found.module
            if found.runs and target in texts:
                graph.add_edge(module, target)
    parts = nx.strongly_connected_components(graph)
    return [sorted(part) for part in parts if len(part) > 1]


MODULES = our_modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_the_table_allows(module: str) -> None:
    assert faults_of(module, MODULES[module].read_text("utf-8")) == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    assert circles_in({module: file.read_text("utf-8") for module, file in MODULES.items()}) == []


# The rest tests the test: a rule that never speaks would look just like a rule that is kept.


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("scenarios.read", "import networks"),
        ("scenarios.read", "from optimizer import solve"),
        ("scenarios", "from scenarios.generate import x\nimport cli"),
        ("networks.build", "import ortools"),
        ("networks.build", "from ortools.sat.python import cp_model"),
        ("networks.build", "from optimizer.plan import Plan"),
        ("networks.build", "from reports import workbook"),
        ("optimizer.plan", "from scenarios.types import Scenario"),
        ("optimizer.plan", "import optimizer.instance"),
        ("optimizer.plan", "import pyvrp"),
        ("optimizer.checker", "import networks"),
        ("optimizer.checker", "from optimizer import Instance"),
        ("optimizer.checker.rules", "from optimizer.instance import Instance"),
        ("optimizer.checker.rules", "def f():\n    import pyvrp"),
        ("optimizer.costs", "from ortools.sat import python"),
        ("optimizer.costs", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import networks"),
        ("optimizer.costs", "from importlib import import_module\nimport_module('networks.roads')"),
        ("optimizer.costs", "import importlib\nimportlib.import_module('optimizer.instance')"),
        ("optimizer.instance", "import click"),
        ("optimizer.county.worker", "def f():\n    import pyvrp"),
        ("optimizer.instance", "import cli"),
        ("optimizer.instance", "print('found')"),
        ("optimizer.engines.county", "from reports.map import page"),
        ("optimizer.engines.county", "from optimizer.costs import total"),
        ("optimizer.engines.county", "from optimizer import checker"),
        ("reports.map", "from optimizer.engines import county"),
        ("reports.map", "import optimizer"),
        ("cli", "import pandas as pd"),
        ("cli", "from networkx import DiGraph"),
        ("cli", "from scenarios.read import _row"),
        ("optimizer.solve", "from benchmarks import oracle"),
        ("scenarios.read", "import tests.helpers"),
        ("scenarios.read", "from . import types"),
        ("scenarios.read", "from .types import Scenario"),
    ],
)
def test_a_forbidden_import_is_found(module: str, text: str) -> None:
    assert len(faults_of(module, text)) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("scenarios.read", "import csv\nimport pandas\nfrom scenarios.types import Scenario"),
        ("networks.build", "import networkx\nfrom scenarios.types import Scenario"),
        ("optimizer.planning", "from networks import Network"),
        ("optimizer.plan", "import json\nfrom dataclasses import dataclass"),
        ("optimizer.checker.rules", "from optimizer.checker.base import Violation\nimport optimizer.costs"),
        ("optimizer.costs", "from optimizer import checker, plan\nimport networkx"),
        ("optimizer.engines.routing", "from ortools.constraint_solver import pywrapcp\nimport networks"),
        ("optimizer.solve", "from optimizer.checker import check\nfrom optimizer.costs import total"),
        ("optimizer", "from optimizer.checker import check"),
        ("reports.map", "from optimizer.plan import Plan\nfrom optimizer import costs\nprint()"),
        ("cli", "import click\nfrom optimizer import __version__, solve\nprint()"),
    ],
)
def test_an_allowed_import_is_left_alone(module: str, text: str) -> None:
    assert faults_of(module, text) == []


def test_a_circle_is_seen_through_a_package_and_inside_functions() -> None:
    texts = {"p": "from p import a", "p.a": "from p.b import x", "p.b": "def f():\n    import p.a"}
    assert circles_in(texts) == [["p.a", "p.b"]]


def test_imports_for_types_alone_make_no_circle() -> None:
    texts = {"a": "import b", "b": "import typing\nif typing.TYPE_CHECKING:\n    import a"}
    assert circles_in(texts) == []
