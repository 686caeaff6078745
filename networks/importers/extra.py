"""Libraries that only some imports need, and that are installed only with the extra `geo`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from scenarios.errors import RoadpostError


class MissingLibraryError(RoadpostError):
    """A library of the extra `geo` is not installed."""


def library(name: str) -> ModuleType:
    """Return a library of the extra `geo`.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:
            raise
        raise MissingLibraryError(
            f'this import needs the library {name}, which is not installed: python -m pip install "roadpost[geo]"'
        ) from None
