"""Step 3: source distribution and wheel, built twice and compared."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from release.archives import expect_same, unpack
from release.errors import ReleaseError
from release.programs import last_line, run
from release.project import Release
from release.tree import copy_tree, tree_files


@dataclass(frozen=True, slots=True)
class Built:
    """A source distribution and a wheel."""

    sdist: Path
    wheel: Path


def built_twice(root: Path, release: Release, work: Path) -> tuple[Built, Path]:
    """Build two copies of the tree that differ in everything but content. Returns what was built, and the copy it is made from.

    Raises:
        ReleaseError: a build fails, or gives other bytes the second time or from the source distribution.
    """
    names = tree_files(root)
    tree, other, unpacked = work / "tree", work / "elsewhere" / "another-tree", work / "unpacked"
    copy_tree(root, names, tree)
    copy_tree(tree, names, other, otherwise=True)
    with Builder(release.epoch) as builder:
        first = builder.both(tree, work / "first", TZ="UTC")
        second = builder.both(other, work / "second", TZ="Asia/Shanghai", SOURCE_DATE_EPOCH=str(release.epoch))
        expect_same(first.sdist, second.sdist, "two builds of the same tree")
        expect_same(first.wheel, second.wheel, "two builds of the same tree")
        again = builder.wheel(unpack(first.sdist, unpacked), work / "third")
        expect_same(first.wheel, again, "the wheels built from the tree and from the source distribution")
    return first, tree


class Builder:
    """Builds with the project's own build system, in one isolated environment."""

    def __init__(self, epoch: int) -> None:
        try:
            from build.env import DefaultIsolatedEnv
        except ImportError:
            raise ReleaseError(
                "the package `build` is not installed; install the development tools: pip install -e '.[dev]'"
            ) from None
        self._environment = DefaultIsolatedEnv()
        self._epoch = str(epoch)
        self._ready: set[str] = set()

    def __enter__(self) -> Builder:
        self._environment.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._environment.__exit__(*error)

    def both(self, tree: Path, output: Path, **variables: str) -> Built:
        return Built(self._built(tree, "sdist", output, variables), self._built(tree, "wheel", output, variables))

    def wheel(self, tree: Path, output: Path) -> Path:
        return self._built(tree, "wheel", output, {})

    def _built(self, tree: Path, kind: Literal["sdist", "wheel"], output: Path, variables: Mapping[str, str]) -> Path:
        from build import BuildBackendException, BuildException, ProjectBuilder

        def hook(cmd: Sequence[str], cwd: str | None = None, extra_environ: Mapping[str, str] | None = None) -> None:
            stated = {**(extra_environ or {}), "SOURCE_DATE_EPOCH": self._epoch, **variables}
            done = run(cmd, cwd=Path(cwd or tree), **stated)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, list(cmd), last_line(done))

        try:
            builder = ProjectBuilder.from_isolated_env(self._environment, tree, runner=hook)
            if kind not in self._ready:
                self._environment.install(builder.build_system_requires)
                self._environment.install(builder.get_requires_for_build(kind))
                self._ready.add(kind)
            return Path(builder.build(kind, output))
        except (BuildException, BuildBackendException, subprocess.CalledProcessError) as error:
            raise ReleaseError(f"the {kind} cannot be built: {build_problem(error)}; `python -m build` shows all of it") from None


def build_problem(error: BaseException) -> str:
    """The last line of the build system, or of pip for it."""
    while isinstance(inner := getattr(error, "exception", None), BaseException):
        error = inner
    if isinstance(error, subprocess.CalledProcessError):
        output = error.stderr or error.output or b""
        text = output.decode(errors="replace") if isinstance(output, bytes) else str(output)
        if text.strip():
            return text.strip().splitlines()[-1].strip()
    return str(error)
