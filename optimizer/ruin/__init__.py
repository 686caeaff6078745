"""A compiled search for van routes: ruin and recreate on several trips a day, with rests, kinds of van and prizes.

`data` is what it reads, `state` its routes, `insertion` what a place in them costs, `removal` and `recreate` the two
halves of an iteration, `undo` the way back, `search` the iterations and `drive` a whole search.
"""

from optimizer.ruin.drive import Effort, Found, search, warm_up

__all__ = ["Effort", "Found", "search", "warm_up"]
