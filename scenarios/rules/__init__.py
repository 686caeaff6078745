"""What the tables of a scenario must say about each other: one small function per rule.

Each takes a `Case` and yields a fault for everything that breaks it. None of them stops at the first.
"""
