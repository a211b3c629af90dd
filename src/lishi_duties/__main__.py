"""The command `lishi-duties`, also as `python -m lishi_duties`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; without the `cli` extra, say what to install."""
    try:
        import rich  # noqa: F401
        import typer  # noqa: F401
    except ImportError:
        print("error: the command line needs more than the base install: pip install 'lishi-duties[cli]'", file=sys.stderr)
        return 2
    from lishi_duties.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
