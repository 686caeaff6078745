"""Timetables in spreadsheets, in Chinese or English: runs with their stops, as a part of a scenario."""

from networks.importers.timetable.importer import TimetableImport, TimetableOptions, import_timetable

__all__ = ["TimetableImport", "TimetableOptions", "import_timetable"]
