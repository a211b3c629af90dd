"""Writing files: whole or not at all, and never one thing in place of another."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from lishi_duties.files import write_all, write_atomically


def test_a_device_stays_a_device() -> None:
    before = Path("/dev/null").stat()
    write_atomically(Path("/dev/null"), b"x" * 100)
    after = Path("/dev/null").stat()
    assert stat.S_ISCHR(after.st_mode)
    assert (before.st_rdev, before.st_ino) == (after.st_rdev, after.st_ino)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    data = b"0123456789" * 50_000  # more than a pipe holds
    for _ in range(1000):
        try:
            write_atomically(pipe, data)
            break
        except OSError:  # the reader has not opened it yet
            threading.Event().wait(0.005)
    reader.join(10)
    assert received == [data]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_nobody_reads_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="No such device"):
        write_atomically(tmp_path / "pipe", b"x")


def test_of_a_link_the_file_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "list.json"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "folder").iterdir()) == ["list.json"]


def test_several_files_are_written_or_none(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new" / "deep" / "new.json"
    old.write_bytes(b"before")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken") as caught:
        write_all({old: b"after", new: b"after", tmp_path / "taken": b"after"})
    assert caught.value.filename == str(tmp_path / "taken")
    assert old.read_bytes() == b"before"
    assert not (tmp_path / "new").exists()
    write_all({old: b"after", new: b"after"})
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"after")
