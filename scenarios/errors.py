"""The base of every error that has a known cause; its text is written for the user."""


class RoadpostError(Exception):
    """Something a user can put right. ``str(error)`` says what, in plain English, without a traceback."""
