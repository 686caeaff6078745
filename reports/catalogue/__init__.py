"""The words of sheets, workbook and page in Chinese and English, from one catalogue.

English is what stands in the sources, as `_("...")` where a sheet is written and as `mark("...")` in tables of words;
Chinese stands in `zh.po`. A new string is added to it by `python -m reports.catalogue.update`.
"""

from reports.catalogue.reading import LANGUAGES, Translator, long_date, mark, translator

__all__ = ["LANGUAGES", "Translator", "long_date", "mark", "translator"]
