"""From the parts that imports make to a whole scenario."""

from networks.importers.assemble.scenario import Assembled, AssembleOptions, assemble, write_assembled
from networks.importers.assemble.sites import SiteOptions, make_sites

__all__ = ["AssembleOptions", "Assembled", "SiteOptions", "assemble", "make_sites", "write_assembled"]
