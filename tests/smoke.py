"""What a newly installed wheel must do; run by `.ci/run` with nothing installed but the wheel."""

import sys
import typing  # noqa: F401  the package's root asks it for TYPE_CHECKING, and for nothing else

before = set(sys.modules)
import lishi_duties as ld  # noqa: E402

loaded = {name.split(".")[0] for name in set(sys.modules) - before}
assert loaded == {"lishi_duties"}, f"import lishi_duties also imports {sorted(loaded)}"
assert not {"pydantic", "importlib.metadata"} & set(sys.modules)

duties = ld.load(edition=1)
assert (len(duties.basic), len(duties.cooperative), len(duties.reclaimed)) == (103, 83, 143)
assert duties["C047"].title == "噪声污染防治监管"
assert duties.reclaimed_by("林业局").ids == ("R128", "R129", "R130", "R131")
assert duties.search("燃气")[0].duty.id == "C040"
assert duties.dispatch("隔壁修了一座大理石的活人墓").assignments[0].lead == ("区民政局",)
assert duties.dispatch("护照过期了去哪里换").assignments == ()
assert "typer" not in sys.modules
assert "rich" not in sys.modules
print(f"lishi-duties {ld.__version__} from {ld.__path__[0]}: {duties!r}")
