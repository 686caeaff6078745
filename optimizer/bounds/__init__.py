"""Lower bounds on the cost of every plan; docs/model.md, section 6, argues why they hold."""

from optimizer.bounds.aside import BoundsAside
from optimizer.bounds.both import lower_bound_urmb

__all__ = ["BoundsAside", "lower_bound_urmb"]
