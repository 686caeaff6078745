"""Roads from OpenStreetMap extracts."""

from networks.importers.osm.convert import OsmOptions, import_osm
from networks.importers.osm.extract import parse_box

__all__ = ["OsmOptions", "import_osm", "parse_box"]
