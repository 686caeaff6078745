"""A linear program that grows: rows and columns are added between solves, each of which begins where the last ended."""

from __future__ import annotations

import time

from ortools.linear_solver import pywraplp

RMB = 1_000_000
HOUR = 3600.0


class Program:
    """Variables are at least 0; the objective is minimised."""

    def __init__(self) -> None:
        self._solver = pywraplp.Solver.CreateSolver("CLP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._parameters = pywraplp.MPSolverParameters()
        # A reduced problem could not begin where the last one ended.
        self._parameters.SetIntegerParam(self._parameters.PRESOLVE, self._parameters.PRESOLVE_OFF)
        self._began = (time.monotonic(), time.process_time())
        self._sizes: tuple[int, int] | None = None
        self.value = 0.0
        self._anew_s = self._last_s = 0.0

    def row(self, low: float, high: float | None = None) -> pywraplp.Constraint:
        """A row without terms, of at least ``low`` and at most ``high``."""
        return self._solver.Constraint(low, self._solver.infinity() if high is None else high)

    def at_most(self, high: float) -> pywraplp.Constraint:
        """A row without terms, of at most ``high``."""
        return self._solver.Constraint(-self._solver.infinity(), high)

    def variable(self, cost: float, high: float | None = None) -> pywraplp.Variable:
        """A new variable with its price."""
        variable = self._solver.NumVar(0.0, self._solver.infinity() if high is None else high, "")
        if cost:
            self._objective.SetCoefficient(variable, cost)
        return variable

    def solve(self, until: float) -> bool:
        """True if the optimum was found before a moment of the monotonic clock; ``value`` is its objective then."""
        left_s = until - time.monotonic()
        if left_s <= 0:
            return False
        # The solver counts processor time, of which there may be less than time where others compute too.
        passed_s, worked_s = time.monotonic() - self._began[0], time.process_time() - self._began[1]
        share = min(1.0, worked_s / passed_s) if passed_s > 1 else 1.0
        self._solver.SetTimeLimit(max(1, int(1000 * left_s * share)))
        self._parameters.SetIntegerParam(self._parameters.LP_ALGORITHM, self._way())
        began = time.monotonic()
        if self._solver.Solve(self._parameters) != pywraplp.Solver.OPTIMAL:
            return False
        self._last_s = time.monotonic() - began
        if self._sizes is None:
            self._anew_s = self._last_s
        self._sizes = self.rows, self._solver.NumVariables()
        self.value = self._objective.Value()
        return True

    @property
    def rows(self) -> int:
        """Rows there are."""
        return int(self._solver.NumConstraints())

    @property
    def slow(self) -> bool:
        """True if it has grown so much that going on takes longer than beginning anew took."""
        return self._last_s > self._anew_s

    def _way(self) -> int:
        """The algorithm for which the last optimum is a good start; without one the way through the inside is shortest.

        New columns leave it valid, new rows and bounds leave its prices valid.
        """
        if self._sizes is None:
            return int(self._parameters.BARRIER)
        rows, columns = self._sizes
        grown = self._solver.NumVariables() > columns and self.rows == rows
        return int(self._parameters.PRIMAL if grown else self._parameters.DUAL)


def subtract(row: pywraplp.Constraint, variable: pywraplp.Variable, amount: float) -> None:
    """Take so much from a variable's coefficient in a row."""
    row.SetCoefficient(variable, row.GetCoefficient(variable) - amount)
