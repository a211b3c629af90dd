"""Hands the generated pages to MkDocs; see `hooks` in mkdocs.yml."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]  # of this tree, whatever is installed

from duty_site.site import packaged_pages  # noqa: E402


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of the data."""
    for page in packaged_pages():
        files.append(File.generated(config, page.path, content=page.text))
    return files
