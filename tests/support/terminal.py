"""What a person sees on a terminal, for the tests of progress bars."""

from __future__ import annotations

import os


def seen_on(controller: int) -> bytes:
    """Everything that is written to a terminal until its other side is closed; closes this side."""
    seen = b""
    try:
        while data := os.read(controller, 65536):
            seen += data
    except OSError:  # how Linux says that the other side is closed
        pass
    finally:
        os.close(controller)
    return seen
