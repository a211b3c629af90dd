"""Where an export goes: never over what is there unless that is wanted, and whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from lishi_duties.errors import TargetError


@contextmanager
def replacing(path: Path, *, force: bool = False, holds: Collection[str] | None = None) -> Iterator[Path]:
    """A path beside `path` to write a file or a folder to; it is moved there when all has gone well, and removed when not.

    With `force` a file is replaced by a file, with the permissions it had, and a folder by a folder, unless it holds something
    else besides. A symbolic link is replaced itself; what it points to stays as it is.

    Args:
        path: where it goes.
        force: whether what stands there already is replaced.
        holds: the files of a folder, where they are known beforehand; what is in the way is then found before the work is done.

    Raises:
        TargetError: `path` exists and `force` was not given, it is no place for this export, or it cannot be written.
    """
    if path.name in ("", ".."):
        raise _refusal(path, "is no name for a file; name the file or the folder that is to be written")
    try:
        _check(path, force)
        if holds is not None:
            _check_folder(path, holds)
        if not path.parent.is_dir():
            raise _refusal(path, f"there is no folder {path.parent}; make it first")
        scratch = Path(tempfile.mkdtemp(dir=path.parent, prefix=".lishi-duties-"))
    except TargetError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path that can be no path
        raise _refusal(path, f"cannot be written ({getattr(error, 'strerror', None) or error})") from None
    new = scratch / path.name
    try:
        yield new
        _check(path, force)  # something may have come there meanwhile
        _move(new, path)
    except OSError as error:
        raise _refusal(path, f"cannot be written ({error.strerror or error}); nothing was changed") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _check(path: Path, force: bool) -> None:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    if not force:
        raise _refusal(path, "exists already; give another name, or replace it with --force (force=True)")
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise _refusal(path, "is neither a file nor a folder, and is not replaced; give another name")


def _check_folder(path: Path, holds: Collection[str]) -> None:
    """Refuse what a folder of such files cannot take the place of."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise _refusal(path, "is no folder, and the export is one; give another name")
    others = sorted({inner.name for inner in path.iterdir()} - set(holds)) if path.exists() else ()
    if others:
        raise _refusal(path, f"also holds {others[0]}, which is no part of the export and would be lost; give another folder")


def _move(new: Path, path: Path) -> None:
    """Put what was written in its place; a file in one step, for a folder there is no such step."""
    folder = path.is_dir() and not path.is_symlink()
    if new.is_dir():
        _check_folder(path, [inner.name for inner in new.iterdir()])
    elif folder:
        raise _refusal(path, "is a folder, and the export is a file; give another name")
    if not folder:
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
        return
    old = Path(tempfile.mkdtemp(dir=new.parent)) / "old"
    path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        old.rename(path)
        raise


def _refusal(path: Path, why: str) -> TargetError:
    return TargetError(why, path=path)
