"""`python tools/release`: the package of this tree, whatever is installed, and its command."""

import importlib.util
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    if importlib.util.find_spec("packaging") is None:
        sys.exit("error: the package `packaging` is not installed; install the development tools: pip install -e '.[dev]'")
    sys.path[:1] = [str(TOOLS), str(TOOLS.parent / "src")]
    from release.command import main

    sys.exit(main())
