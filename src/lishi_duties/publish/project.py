"""A project that keeps a duty list: its places, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lishi_duties.catalogue import read
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import DataFileError


@dataclass(frozen=True, slots=True)
class Project:
    """The places of a project that publishing writes to.

    Attributes:
        sources: the folder of the sources.
        data: the folder of the packaged data.
        changes: the folder of what the changelog will say.
        news: the page of the news.
    """

    sources: Path
    data: Path
    changes: Path
    news: Path

    def newest(self) -> DutyList | None:
        """The newest edition, as it is packaged; None where nothing has been published yet."""
        folders = [int(folder.name) for folder in self.sources.glob("*") if folder.name.isdecimal()]
        return read(self.data / "editions" / f"{max(folders)}.json") if folders else None


def content_of(path: Path) -> bytes | None:
    """What a file holds; None where there is none.

    Raises:
        DataFileError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataFileError(f"cannot be read ({error.strerror}); nothing was changed", path=path) from None


def text_of(path: Path, otherwise: str) -> str:
    """The text of a file; another where there is none.

    Raises:
        DataFileError: it cannot be read, or is not UTF-8.
    """
    content = content_of(path)
    try:
        return otherwise if content is None else content.decode()
    except UnicodeDecodeError as error:
        raise DataFileError(f"not UTF-8 (byte {error.start})", path=path) from None
