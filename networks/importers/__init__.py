"""From what people have - extracts, feeds, spreadsheets, exports - to the tables of a scenario, with notes."""
