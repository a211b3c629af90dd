"""Hands the generated pages and data to MkDocs; see `hooks` in mkdocs.yml."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]  # of this tree, whatever is installed

from duty_site.dispatch_data import DATA_PATH, dispatch_data  # noqa: E402
from duty_site.search_data import write_search_data  # noqa: E402
from duty_site.site import packaged_lists, pages  # noqa: E402


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is made of the data: the pages, and what the dispatch page asks."""
    lists = packaged_lists()
    for page in pages(lists):
        files.append(File.generated(config, page.path, content=page.text))
    files.append(File.generated(config, DATA_PATH, content=dispatch_data(lists[-1])))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Put what our search reads in place of what Material's would."""
    write_search_data(config.site_dir)
