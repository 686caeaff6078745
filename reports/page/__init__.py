"""The page that people open in a browser: one file with its map, timeline and tables, and no request to anywhere."""

from reports.page.content import page_of
from reports.page.facing import Side, compare_page_of

__all__ = ["Side", "compare_page_of", "page_of"]
