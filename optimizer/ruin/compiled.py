"""How the search is compiled: `compiled` for any function, `lean` for those that make no arrays.

Numba counts the references to every array that a function is given, for each call. Our functions are given a dozen
arrays and work for some 20 nanoseconds; counting took ten times as long. A function that makes no array of its own
and hands none back needs no counting. (Numba does the same by itself for functions that only see numbers.)
"""

from __future__ import annotations

from numba import njit

compiled = njit(cache=True, nogil=True)
"""Lets other threads run: two searches of one process can go on side by side."""

lean = njit(cache=True, _nrt=False)  # type: ignore[call-overload]  # an option that numba does not promise to keep
