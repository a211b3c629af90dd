"""The sheets of a workbook: their facts from the XML, and their cells as openpyxl reads them.

openpyxl is handed the cells that hold something, and nothing else: a sheet of a million formatted rows, drawings, links and
whatever other programs write are no part of a list.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.readers.ooxml import RELATIONS, Package, build
from lishi_duties.intake.received import Received

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
from lishi_duties.intake.readers.xlsx.addresses import REFERENCE
from lishi_duties.intake.readers.xlsx.scan import MAIN, MAIN_URI, MOST_CELLS, A, Scan, Sheet

MOST_SHEETS = 200


_OTHER_SHEETS = {"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
"""Sheets of a chart or a dialog have no cells; macros are never read."""


def sheets_of(received: Received) -> list[Sheet]:
    """All sheets with cells of a workbook, read."""
    path = received.path
    with zipfile.ZipFile(BytesIO(received.data)) as archive:
        package = Package(path, archive)
        main = package.main()
        workbook = package.tree(main)
        links = {name: (kind, target) for name, kind, target in package.links(main)}
        sheets: list[Sheet] = []
        slim: list[bytes] = []
        room = MOST_CELLS
        for element in workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            name = element.get("name", "")
            kind, target = links.get(element.get(f"{{{RELATIONS}}}id", ""), ("", ""))
            if kind in _OTHER_SHEETS:
                continue
            if kind != "worksheet":
                raise IntakeError(f"the sheet {name!r} is missing in the file; ask for it again", path=path)
            if len(sheets) >= MOST_SHEETS:
                raise IntakeError(f"more than {MOST_SHEETS} sheets; is this the right file?", path=path)
            sheet = Sheet(name, element.get("state", "visible") != "visible")
            slim.append(Scan(path, sheet, room).read(archive, target))
            room -= len(sheet.positions)
            sheet.asides += _asides(package, target)
            sheets.append(sheet)
        if not sheets:
            raise IntakeError(
                "a workbook without sheets, or saved as Strict Open XML; open it in Excel and save it as Excel Workbook (.xlsx)",
                path=path,
            )
        shared = {kind: package.data(part) for kind, part in links.values() if kind in ("sharedStrings", "styles")}
        properties = workbook.find(MAIN + "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    for sheet, worksheet in zip(sheets, _worksheets(slim, shared, since_1904), strict=True):
        sheet.worksheet = worksheet
    return sheets


def _asides(package: Package, sheet: str) -> Iterator[tuple[str, int, str]]:
    """Comments, text boxes, pictures, embedded objects of a sheet."""
    for _, kind, target in package.links(sheet):
        if kind == "comments":
            for comment in package.tree(target).iter(MAIN + "comment"):
                reference = REFERENCE.fullmatch(comment.get("ref", ""))
                row = int(reference[2]) if reference else 0
                yield "批注不属于清单正文，未读入。", row, "".join(t.text or "" for t in comment.iter(MAIN + "t"))
        elif kind == "drawing":
            drawing = package.tree(target)
            if text := "".join(t.text or "" for t in drawing.iter(A + "t")):
                yield "文本框、图形中的文字，未读入。", 0, text
            if next(drawing.iter(A + "blip"), None) is not None:
                described = (e.get("descr", "") for e in drawing.iter("{*}cNvPr"))
                yield "图片，其中的文字（如有）未读入。", 0, " ".join(filter(None, described))
        elif kind in ("oleObject", "package"):
            yield "嵌入的对象，未读入。", 0, ""


def _worksheets(slim: Sequence[bytes], shared: dict[str, bytes], since_1904: bool) -> list[Worksheet]:
    """The sheets as openpyxl reads them, from a package of nothing but these cells, texts and styles."""
    import openpyxl

    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    parts = {f"worksheets/sheet{n}.xml": ("worksheet", content.format("worksheet"), data) for n, data in enumerate(slim, 1)}
    parts |= {f"{kind}.xml": (kind, content.format(kind), data) for kind, data in shared.items()}
    names = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(slim) + 1))
    workbook = (
        f'<workbook xmlns="{MAIN_URI}" xmlns:r="{RELATIONS}"><workbookPr date1904="{int(since_1904)}"/>'
        f"<sheets>{names}</sheets></workbook>"
    )
    package = build("xl/workbook.xml", content.format("sheet.main"), parts, workbook)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles that openpyxl does not know
        book = openpyxl.load_workbook(package, data_only=True, keep_links=False, rich_text=True)
    return [book[str(n)] for n in range(1, len(slim) + 1)]
