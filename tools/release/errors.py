"""What stands in the way of a release."""

from __future__ import annotations


class ReleaseError(Exception):
    """What stands in the way of the release: one sentence for each thing, with what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
