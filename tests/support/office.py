"""Duty lists set as Word, Excel and HTML documents, as `papers` sets them as PDF: the same parts in every format."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from papers import Cell, Part

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraphs(cell: Cell) -> Sequence[str]:
    return [cell] if isinstance(cell, str) else cell


def set_docx(path: Path, parts: Sequence[Part]) -> Path:
    """Write a Word document; its tables are made of bare XML, since python-docx would take minutes for them."""
    document = docx.Document()
    for part in parts:
        for heading in part.headings:
            document.add_paragraph(heading)
        table = OxmlElement("w:tbl")
        document.element.body.insert(len(document.element.body) - 1, table)
        for row in (tuple(part.header), *part.rows):
            line = OxmlElement("w:tr")
            table.append(line)
            for cell in (row,) if isinstance(row, str) else row:
                line.append(_word_cell(cell, len(part.header) if isinstance(row, str) else 1))
    document.save(str(path))
    return path


def _word_cell(cell: Cell, across: int) -> OxmlElement:  # type: ignore[valid-type]
    box = OxmlElement("w:tc")
    if across > 1:
        facts = OxmlElement("w:tcPr")
        spread = OxmlElement("w:gridSpan")
        spread.set(f"{{{_MAIN}}}val", str(across))
        facts.append(spread)
        box.append(facts)
    for text in paragraphs(cell) or [""]:
        paragraph, run, words = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
        words.text = text
        run.append(words)
        paragraph.append(run)
        box.append(paragraph)
    return box


def set_xlsx(path: Path, parts: Sequence[Part]) -> Path:
    """Write a workbook, a sheet a list."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for part in parts:
        sheet = book.create_sheet(part.headings[-1])
        across = len(part.header)
        for heading in part.headings:
            sheet.append([heading])
            sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=across)
        for row in (tuple(part.header), *part.rows):
            if isinstance(row, str):
                sheet.append([row])
                sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=across)
            else:
                sheet.append(["\n".join(paragraphs(cell)) for cell in row])
    book.save(path)
    return path


def set_html(path: Path, parts: Sequence[Part]) -> Path:
    """Write a web page with something of a website around the list."""
    lines = ["<!doctype html><html><head><meta charset='utf-8'><title>清单</title></head><body><div>首页 &gt; 公开</div>"]
    for part in parts:
        lines += [f"<h2>{html.escape(heading)}</h2>" for heading in part.headings]
        lines.append("<table><tr>" + "".join(f"<th>{name}</th>" for name in part.header) + "</tr>")
        for row in part.rows:
            if isinstance(row, str):
                lines.append(f"<tr><td colspan='{len(part.header)}'>{html.escape(row)}</td></tr>")
            else:
                cells = ("".join(f"<p>{html.escape(text)}</p>" for text in paragraphs(cell)) for cell in row)
                lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        lines.append("</table>")
    lines.append("<footer>主办单位</footer></body></html>")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
