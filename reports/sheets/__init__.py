"""The sheets of a plan: the workbook that people print, the same tables as CSV, and the plan as GeoJSON."""
