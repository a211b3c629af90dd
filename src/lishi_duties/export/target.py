"""Where an export goes: never over what is there unless that is wanted, and whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lishi_duties.errors import TargetError


@contextmanager
def replacing(path: Path, *, force: bool = False) -> Iterator[Path]:
    """A path beside `path` to write a file or a folder to; it is moved there when all has gone well, and removed when not.

    Raises:
        TargetError: `path` exists and `force` was not given, or it cannot be written.
    """
    path = Path(path)
    if not force and os.path.lexists(path):
        raise TargetError(f"{path}: exists already; give another name, or replace it with --force (force=True)", path=str(path))
    try:
        if not path.parent.is_dir():
            raise TargetError(f"{path}: there is no folder {path.parent}; make it first", path=str(path))
        scratch = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise TargetError(f"{path}: cannot be written ({error.strerror or error})", path=str(path)) from None
    new = scratch / path.name
    try:
        yield new
        _open_to_all(new)
        old = scratch / f"{path.name}.old"
        if os.path.lexists(path):
            path.rename(old)  # a folder cannot be replaced in one step
        try:
            new.rename(path)
        except BaseException:
            if os.path.lexists(old):
                old.rename(path)
            raise
    except OSError as error:
        raise TargetError(f"{path}: cannot be written ({error.strerror or error}); nothing was changed", path=str(path)) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _open_to_all(new: Path) -> None:
    """What was written privately gets the permissions any new file of this user gets."""
    mask = os.umask(0)
    os.umask(mask)
    if new.is_dir():
        new.chmod(0o777 & ~mask)
        for inner in new.rglob("*"):
            inner.chmod((0o777 if inner.is_dir() else 0o666) & ~mask)
    else:
        new.chmod(0o666 & ~mask)
