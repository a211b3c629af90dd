"""Files: how they are written, whole or not at all, and never one thing in place of another."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["write_all", "write_atomically"]


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the place and move there, so that nobody ever sees half a file.

    A device or a pipe is written to as what it is; of a symbolic link the file it points to is written.

    Raises:
        OSError: it cannot be written; nothing was changed.
    """
    if _is_stream(path):
        _write_stream(path, data)
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files; what was there before comes back if one of them cannot be written.

    Raises:
        OSError: a file cannot be written, its `filename` says which; nothing was changed, but for what went to a device or pipe.
    """
    earlier = {path: None if _is_stream(path) or not path.exists() else path.read_bytes() for path in contents}
    folders = {folder for path in contents for folder in path.parents if not folder.exists()}
    written: list[Path] = []
    for path, data in contents.items():
        try:
            write_atomically(path, data)
        except OSError as error:
            _restore(((done, earlier[done]) for done in written), folders)
            raise OSError(error.errno, error.strerror, str(path)) from error
        written.append(path)


def _restore(earlier: Iterable[tuple[Path, bytes | None]], folders: Iterable[Path]) -> None:
    """Bring back what was there before; `folders` were not."""
    for path, data in earlier:
        if _is_stream(path):
            continue
        if data is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, data)
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _is_stream(path: Path) -> bool:
    """Whether something stands there that is written to and never replaced: a device, a pipe, a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _write_stream(path: Path, data: bytes) -> None:
    # without O_NONBLOCK a pipe nobody reads from would be waited for without end
    handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
