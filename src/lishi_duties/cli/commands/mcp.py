"""`lishi-duties mcp`."""

from __future__ import annotations

import signal
import sys

from lishi_duties.cli.options import EditionOption, FileOption
from lishi_duties.cli.output import say
from lishi_duties.cli.target import list_of


def mcp(edition: EditionOption = None, file: FileOption = None) -> None:
    """Serve the list to an assistant, by the Model Context Protocol on standard input and output.

    An assistant starts this command itself and ends it; see the documentation for its configuration.
    """
    from lishi_duties.mcp.server import serve

    duties = list_of(edition, file)
    if sys.stdin.isatty():
        say(f"serving {duties.edition} to an assistant on standard input and output; Ctrl-C ends it")
    # ends at once: the handler of Python would first wait for another line of the client
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        serve(duties)
    finally:
        signal.signal(signal.SIGINT, before)
