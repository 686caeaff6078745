"""What a plan means for each run, van, station and village, and who owes what: frozen tables without a language."""

from reports.day.report import Report, report_of

__all__ = ["Report", "report_of"]
