"""The files of `sources/`, written by people."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from lishi_duties.errors import DataFileError


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of the sources.

    Raises:
        DataFileError: it is missing or not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror})", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: not TOML: {error}", path=str(path)) from None
