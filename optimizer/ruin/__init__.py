"""A compiled search for van routes: ruin and recreate on several trips a day, with rests, kinds of van and prizes.

`data` is what it reads, `state` its routes, `insertion` what a place in them costs, `removal` and `recreate` the two
halves of an iteration, `exchange` changes between them, `undo` the way back, `search` the iterations and `drive` a
whole search.
"""

from pathlib import Path

from optimizer.ruin.cache import forget_outdated

forget_outdated(Path(__file__).parent)  # before anything is loaded from there

from optimizer.ruin.drive import Effort, Found, search, warm_up  # noqa: E402

__all__ = ["Effort", "Found", "search", "warm_up"]
