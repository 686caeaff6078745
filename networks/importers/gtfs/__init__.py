"""GTFS feeds: the runs of one day with their stops, as a part of a scenario."""

from networks.importers.gtfs.importer import GtfsImport, import_gtfs

__all__ = ["GtfsImport", "import_gtfs"]
