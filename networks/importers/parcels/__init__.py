"""Parcels one a row, as couriers' systems export them: to consignments, with counts that prove none is lost."""

from networks.importers.parcels.options import ParcelOptions
from networks.importers.parcels.run import import_parcels

__all__ = ["ParcelOptions", "import_parcels"]
