"""The rooms of the package stand on each other: what is imported, at the top or late, stands below."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "text", "files", "labels", "markdown", "encodings", "arguments"}),
    frozenset({"model"}),
    frozenset({"duties"}),
    frozenset({"catalogue"}),
    frozenset({"retrieval", "shortcuts"}),
    frozenset({"compare"}),
    frozenset({"authoring"}),
    frozenset({"intake"}),
    frozenset({"publish"}),
    frozenset({"export"}),
    frozenset({"__init__"}),
    frozenset({"mcp"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
"""From the ground up. Within a layer all may import each other."""
HELD_BY_THE_ROOT = {"__version__", "_first_use"}
"""What is there as soon as anything of the package is imported."""
LENT = {
    ("duties.duty_set", "retrieval"),
    ("duties.duty_list", "retrieval"),
    ("duties.exports", "export"),
}
"""Methods of a list that hand over to what stands above it, imported when they are called."""
KNOWN: set[tuple[str, str]] = set()
"""Arrows upwards that are still to go."""


def imported(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import, late ones too, but for those only type checkers see."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for other in node.orelse:
                yield from imported(ast.Module([other], []))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        else:
            yield from imported(node)


def modules_of(node: ast.Import | ast.ImportFrom, package: Path) -> Iterator[str]:
    """The modules of the package an import names, below its root; the root itself is `__init__`."""
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        module = str(node.module)
        if module == package.name:
            names = [
                f"{module}.{name}" if is_module(package / name) else module for name in names if name not in HELD_BY_THE_ROOT
            ]
        else:
            names = [module]
    for name in dict.fromkeys(names):
        if name == package.name:
            yield "__init__"
        elif name.startswith(f"{package.name}."):
            yield name.removeprefix(f"{package.name}.")


def is_module(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def arrows(folder: Path, package: Path) -> Iterator[tuple[str, str]]:
    """From which module of the folder to which module of the package, outside its own room."""
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        for node in imported(ast.parse(path.read_text(encoding="utf-8"))):
            for target in modules_of(node, package):
                if folder != package or target.partition(".")[0] != module.partition(".")[0]:
                    yield module, target


def layer(module: str) -> int:
    (number,) = (number for number, rooms in enumerate(LAYERS) if module.partition(".")[0] in rooms)
    return number


def upwards(package: Path) -> set[tuple[str, str]]:
    """The arrows that point to a higher layer, each from a module to a room."""
    return {(source, target.partition(".")[0]) for source, target in arrows(package, package) if layer(source) < layer(target)}


def test_every_room_has_a_layer(package: Path) -> None:
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert rooms == set().union(*LAYERS)


def test_nothing_imports_what_stands_above_it(package: Path) -> None:
    assert upwards(package) - LENT - KNOWN == set()


def test_every_exception_is_still_needed(package: Path) -> None:
    assert (LENT | KNOWN) - upwards(package) == set(), "no longer so: take it out of the list"


def test_what_is_lent_is_imported_late(package: Path) -> None:
    for source, room in LENT:
        tree = ast.parse((package / f"{source.replace('.', '/')}.py").read_text(encoding="utf-8"))
        top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        targets = {target.partition(".")[0] for node in top for target in modules_of(node, package)}
        assert room not in targets, source


def test_the_site_uses_no_private_name_and_nothing_that_reads_or_writes_lists(package: Path) -> None:
    folder = ROOT / "tools" / "duty_site"
    targets = {target for _, target in arrows(folder, package)}
    assert targets
    assert not [target for target in targets if any(part.startswith("_") for part in target.split(".")) and target != "__init__"]
    assert not {target.partition(".")[0] for target in targets} & {"intake", "publish", "export", "mcp", "cli"}
    for path in folder.rglob("*.py"):
        for node in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if any(modules_of(node, package)):
                assert not [alias.name for alias in node.names if alias.name.startswith("_")], path.name


@pytest.mark.parametrize(
    ("source", "arrow"),
    [
        ("from lishi_duties.cli.app import app\n", True),
        ("import lishi_duties.cli\n", True),
        ("from lishi_duties import cli\n", True),
        ("def late():\n    if True:\n        from lishi_duties.cli import app\n", True),
        ("import typing\nif typing.TYPE_CHECKING:\n    from lishi_duties.cli import app\n", False),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import lishi_duties.cli\n", True),
        ("from lishi_duties import model\n", False),
        ("from lishi_duties import __version__\n", False),
        ("import json\n", False),
    ],
)
def test_late_imports_count_and_those_of_type_checkers_do_not(tmp_path: Path, source: str, arrow: bool) -> None:
    package = tmp_path / "lishi_duties"
    for name in ("duties", "model", "cli"):
        (package / name).mkdir(parents=True)
    (package / "duties" / "a.py").write_text(source, encoding="utf-8")
    assert upwards(package) == ({("duties.a", "cli")} if arrow else set())
