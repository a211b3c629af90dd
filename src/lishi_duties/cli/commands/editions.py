"""`lishi-duties editions`."""

from __future__ import annotations

from lishi_duties.catalogue import editions as packaged
from lishi_duties.cli.options import JsonOption
from lishi_duties.cli.output import print_json, print_rows


def editions(json: JsonOption = False) -> None:
    """List the packaged editions."""
    if json:
        print_json([edition.model_dump(mode="json") for edition in packaged()])
        return
    print_rows(
        ("版本", "标题", "发布日期", "来源", "sha256"),
        ((e.number, e.title, e.published or "未载明", e.source.document, e.source.sha256[:12]) for e in packaged()),
        stretch="标题",
    )
