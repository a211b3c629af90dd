"""The root of the package: light to import, complete, the same however it is entered."""

from __future__ import annotations

import ast
import inspect
import json
import types
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import lishi_duties as ld

if TYPE_CHECKING:
    from conftest import Python

PUBLIC = sorted(set(ld.__all__) - {"__version__"})


def test_import_loads_typing_and_no_other_module_and_opens_no_data(python: Python, package: Path) -> None:
    code = """if True:
        import sys, typing
        before = set(sys.modules)
        opened = []
        sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
        import lishi_duties
        after, files = set(sys.modules), list(opened)
        import json
        print(json.dumps([sorted(after - before), sorted(before), files]))
    """
    # without site-packages nothing else can have been imported on the way
    done = python("-S", "-c", code, PYTHONPATH=str(package.parent))
    assert done.returncode == 0, done.stderr
    imported, already, opened = json.loads(done.stdout)
    assert imported == ["lishi_duties"]
    assert not {"pydantic", "importlib.metadata", "dataclasses", "json", "datetime"} & set(already)
    assert opened, "the hook saw the package's own file"
    assert not [path for path in opened if "/data/" in Path(path).as_posix().removeprefix(package.as_posix())]


def test_looking_around_imports_nothing(python: Python, package: Path) -> None:
    code = """if True:
        import sys
        import lishi_duties as ld
        dir(ld), ld.__all__, ld.__version__, hasattr(ld, "nope")
        print("pydantic" in sys.modules)
    """
    done = python("-S", "-c", code, PYTHONPATH=str(package.parent))
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_all_is_sorted_and_without_doubles() -> None:
    assert list(ld.__all__) == sorted(set(ld.__all__))


def test_dir_and_all_agree(python: Python) -> None:
    code = "import json, lishi_duties as ld; print(json.dumps([dir(ld), ld.__all__]))"
    listed, public = json.loads(python("-c", code).stdout)
    assert set(public) <= set(listed)
    assert {name for name in listed if not name.startswith("_")} == set(public) - {"__version__"}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(ld, name) is getattr(ld, name)


@pytest.mark.slow
def test_public_names_are_the_same_whichever_is_used_first(python: Python) -> None:
    code = """if True:
        import importlib, json, sys
        wrong = []
        root = importlib.import_module("lishi_duties")
        names = root.__all__
        homes = {getattr(getattr(root, name), "__module__", ""): name for name in names}
        for first in homes.values():  # one name of every module
            for module in [m for m in sys.modules if m.partition(".")[0] == "lishi_duties"]:
                del sys.modules[module]
            root = importlib.import_module("lishi_duties")
            getattr(root, first)
            wrong += [[first, name] for name in names if isinstance(getattr(root, name), type(sys))]
        print(json.dumps(wrong))
    """
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_functions_stay_functions_after_use(python: Python) -> None:
    code = "import lishi_duties as ld; ld.load().search('燃气'); print(len(ld.editions()) > 0, len(ld.search('燃气', 1)))"
    done = python("-c", code)
    assert done.stdout.split() == ["True", "1"], done.stderr


def test_no_submodule_hides_a_public_name(python: Python) -> None:
    # importing a submodule binds its name in the root
    code = """if True:
        import importlib, json, pkgutil, lishi_duties as ld
        for module in pkgutil.walk_packages(ld.__path__, "lishi_duties."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        print(json.dumps([name for name in ld.__all__ if isinstance(getattr(ld, name), type(json))]))
    """
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_star_import_gives_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from lishi_duties import *", names)
    assert set(ld.__all__) <= set(names)


def test_version_is_a_plain_version() -> None:
    assert all(part.isdecimal() for part in ld.__version__.split(".")[:2])


def test_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match=r"^module 'lishi_duties' has no attribute 'nope'$"):
        ld.nope  # type: ignore[attr-defined]  # noqa: B018
    assert not hasattr(ld, "TypeAdapter")
    with pytest.raises(ImportError, match="nope"):
        exec("from lishi_duties import nope")


def documented_aliases(package: Path) -> set[str]:
    """Names assigned at module level with a string right below, as documentation tools read them."""
    found = set()
    for path in package.rglob("*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, below in pairwise(body):
            if isinstance(statement, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                found |= {node.id for node in [statement.target] if isinstance(node, ast.Name)}
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_a_docstring(name: str, package: Path) -> None:
    value = getattr(ld, name)
    if not isinstance(value, (type, types.FunctionType)):
        assert name in documented_aliases(package)
        return
    text = vars(value).get("__doc__") if isinstance(value, type) else value.__doc__
    assert text
    assert not text.startswith(f"{name}("), "made by dataclass, not written"


METHODS = [
    (name, attribute)
    for name in PUBLIC
    if isinstance(getattr(ld, name), type)
    for attribute, member in vars(getattr(ld, name)).items()
    if not attribute.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
]


@pytest.mark.parametrize(("name", "attribute"), METHODS)
def test_every_public_method_has_a_docstring(name: str, attribute: str) -> None:
    assert inspect.getdoc(vars(getattr(ld, name))[attribute])
