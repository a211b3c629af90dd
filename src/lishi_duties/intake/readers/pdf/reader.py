"""Reader of PDF files with a text layer: ruled tables, found by their lines.

Every character of a page ends in one cell, in a line outside the tables, or among what is left out with a remark; the count is
checked. What the page shows and the text layer does not say (scans, pictures of text, slanted text) is an error or a remark.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import (
    Block,
    Cell,
    Document,
    Outside,
    Progress,
    Remark,
    TableRow,
    no_progress,
)
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.grid import Grid, GridError, Spanning
from lishi_duties.intake.readers.pdf.columns import Settings, same_columns
from lishi_duties.intake.readers.pdf.continued_rows import put_together
from lishi_duties.intake.readers.pdf.lines import Line, OverprintError, lines_of, ordinary
from lishi_duties.intake.readers.pdf.page import ASK, LOOKS, UNREADABLE, Filled, Page, is_written, over_the_rule, without_faint
from lishi_duties.intake.readers.pdf.paragraphs import Span, pieces_of
from lishi_duties.intake.readers.pdf.ruled_table import Table, TableError, tables
from lishi_duties.intake.readers.pdf.running_heads import DIGITS, PAGE_NUMBER, is_number, lines_in_margins
from lishi_duties.intake.readers.pdf.sheet import Glyph, Sheet
from lishi_duties.intake.readers.pdf.strikes import struck_out
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

SCAN = "Recognise it with an OCR program and compare every character, or ask for the Word file"


def read_pdf(received: Received, progress: Progress = no_progress) -> Document:
    """The blocks of a PDF.

    Raises:
        IntakeError: the file is damaged, encrypted or no PDF; a page is a scan, holds characters its fonts do not name, or a
            table without rules; or a row cannot be put together over a page end.
    """
    from lishi_duties.intake.readers.pdf.pages import open_pages

    reading = _Reading(received.path)
    pages: list[Page] = []
    sheets = open_pages(received)
    reading.layers(sheets.hidden_layers)
    for sheet in sheets:
        pages.append(reading.page(sheet))
        progress(len(pages), len(sheets))
    return reading.document(pages)


class _Reading:
    """What is found out about a document, page by page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unseen = Unseen(path)
        self.remarks: list[Remark] = []
        self.converted: Counter[str] = Counter()
        self.noted: dict[str, list[Place]] = defaultdict(list)

    def fault(self, problem: str, place: Place, text: str = "", advice: str = ASK) -> IntakeError:
        return IntakeError(problem, path=self.path, place=place, text=text, advice=advice)

    def layers(self, hidden: Sequence[str]) -> None:
        """Note the layers that a viewer does not show."""
        if hidden:
            names = "”“".join(hidden)
            self.remarks.append(
                Remark(f"文件有不显示的图层“{names}”，其中如有文字，已照录；请核对。", Place(pages=(1, 1)), names)
            )

    # a page

    def page(self, sheet: Sheet) -> Page:
        """A page as tables and lines; every character in exactly one place.

        Raises:
            IntakeError: something on it cannot be read.
        """
        try:
            page_tables = tables(sheet.rules)
        except TableError as error:
            raise self.fault(f"{error} on one page; no page of a duty list has so many", sheet.place) from None
        glyphs, faint = without_faint(sheet.glyphs)
        boxes, outside = self._placed(glyphs, page_tables, sheet.place)
        filled = tuple(
            Filled(table, tuple(self._lines(boxes.get((number, box), ()), sheet.place) for box in range(len(table.boxes))))
            for number, table in enumerate(page_tables)
        )
        for glyph in sheet.turned:
            if is_written(glyph) and any(table.at(glyph.x0, glyph.baseline) >= 0 for table in page_tables):
                text = self._words(sheet.turned, sheet.place)
                raise self.fault("text in a table that runs across the other text", sheet.place, text)
        around = self._lines(outside, sheet.place)
        light = self._lines(faint, sheet.place)
        page = Page(
            sheet.place,
            sheet.height,
            filled,
            around,
            light,
            self._words(sheet.slanted, sheet.place),
            self._words(sheet.turned, sheet.place),
            max((picture.share for picture in sheet.pictures), default=0.0),
            not any(is_written(g) for g in (*sheet.glyphs, *sheet.turned)) and (bool(sheet.pictures) or sheet.curves > 50),
        )
        count = sum(line.glyphs for line in (*around, *light, *(x for f in filled for lines in f.lines for x in lines)))
        written_count = sum(map(is_written, sheet.glyphs))
        if count != written_count:
            raise self.fault(f"{written_count} characters stand on the page, {count} were read", sheet.place)
        self._check(page, sheet)
        return page

    def _placed(
        self, glyphs: Iterable[Glyph], page_tables: Sequence[Table], place: Place
    ) -> tuple[dict[tuple[int, int], list[Glyph]], list[Glyph]]:
        """The characters of each box of each table, and those outside."""
        boxes: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        outside: list[Glyph] = []
        smallest_first = sorted(enumerate(page_tables), key=lambda each: each[1].area)
        for glyph in glyphs:
            x, y = (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.35 * glyph.size
            for number, table in smallest_first:
                box = table.at(x, y)
                if box >= 0:
                    boxes[number, box].append(glyph)
                    break
            else:
                outside.append(glyph)
        for (number, box), inside in boxes.items():
            if page_tables[number].boxes[box].ragged and any(map(is_written, inside)):
                text = "".join(glyph.text for glyph in inside)
                raise self.fault("a cell that rules do not close on all sides", place, text)
        return boxes, outside

    def _lines(self, glyphs: Iterable[Glyph], place: Place) -> tuple[Line, ...]:
        try:
            lines = lines_of(glyphs)
        except OverprintError as error:
            raise self.fault("characters printed on one another", place, str(error)) from None
        return tuple(self._readable(line, place) for line in lines)

    def _readable(self, line: Line, place: Place) -> Line:
        """A line with every character known.

        Raises:
            IntakeError: its font does not say which characters these are.
        """
        if bad := UNREADABLE.search(line.text):
            around = line.text[max(0, bad.start() - 20) : bad.end() + 20]
            raise self.fault("a character whose font does not say which it is", place, around)
        if line.converted:
            self.converted.update(line.converted)
        text = self.unseen.visible(line.text, place)
        return line if text == line.text else replace(line, text=text)

    def _words(self, glyphs: Sequence[Glyph], place: Place) -> str:
        """Text that is no line of its page, in the order it is drawn."""
        text = "".join(glyph.text for glyph in glyphs).strip()
        return UNREADABLE.sub("□", text)

    def _check(self, page: Page, sheet: Sheet) -> None:
        """Note what a person should look at; refuse what only looks like a table."""
        place = page.place
        headed = next((line for line in page.outside if line.text.replace(" ", "").startswith("序号")), None)
        if headed and not page.tables:
            raise self.fault("a table without ruled lines, which cannot be read with certainty", place, headed.text)
        for filled in page.tables:
            for box, lines in zip(filled.table.boxes, filled.lines, strict=True):
                for line in lines:
                    if over_the_rule(box, line):
                        problem = "文字压在表格线上，可能越出了所属的单元格，请核对。"
                        self.remarks.append(Remark(problem, place, line.text))
        for look, problem in LOOKS.items():
            if text := "".join(glyph.text for glyph in sheet.glyphs if glyph.look == look):
                self._note(problem, place, text)
        if struck := struck_out(without_faint(sheet.glyphs)[0], sheet.rules).strip():
            self.remarks.append(Remark("有横线穿过的文字，可能是删除线，已照录；请核对是否应当删去。", place, struck))
        for kind in sheet.annotations:
            self._note("页上有批注或表单内容（{text}），未读入，请核对。", place, kind)
        if not page.bare and any(picture.share >= 0.02 for picture in sheet.pictures):
            self._note("页上有图片，图片里如有文字，读不到，请核对。", place, "图片")

    def _note(self, problem: str, place: Place, text: str) -> None:
        """A remark to be made once for all pages it is true of."""
        if not self.noted[problem]:
            self.remarks.append(Remark(problem, place, text))
        self.noted[problem].append(place)

    # the document

    def document(self, pages: Sequence[Page]) -> Document:
        """The blocks of all pages, joined where a row has to be put together over a page end."""
        self._no_scans(pages)
        margins = lines_in_margins(pages)
        self._no_scans_with_furniture(pages, margins)
        blocks = list(self._blocks(pages, margins, self._watermarks(pages)))
        if not any(isinstance(block, TableRow) for block in blocks):
            first = next((block for block in blocks if isinstance(block, Outside)), Outside("", Place(pages=(1, len(pages)))))
            raise self.fault("no ruled table on any page", first.place, first.text)
        self._sum_up(pages, margins)
        joined, remarks = put_together(blocks, self.path)
        return Document(self.path, joined, (*map(self._with_pages, self.remarks), *remarks, *self.unseen.remarks()))

    def _blocks(self, pages: Sequence[Page], margins: set[tuple[int, int]], watermarks: set[str]) -> Iterator[Block]:
        """What stands on the pages, from top to bottom."""
        settings = Settings(pages)
        last: Filled | None = None  # the table that the next page may go on with
        for number, page in enumerate(pages):
            entries: list[tuple[float, Sequence[Block]]] = []
            heights: list[float] = []
            for at, line in enumerate(page.outside):
                margin = (number, at) in margins
                entries.append((line.middle, [Outside(line.text, page.place, margin)]))
                if not margin:
                    heights.append(line.middle)
            entries.extend((light.middle, [Outside(light.text, page.place, light.text in watermarks)]) for light in page.faint)
            for filled in page.tables:
                top = filled.table.ys[0]
                goes_on = last is not None and same_columns(last, filled) and not any(y < top for y in heights)
                entries.append((top, tuple(self._rows(filled, page.place, settings, goes_on))))
                last = filled
            if page.turned:
                entries.append((page.height, [Outside(page.turned, page.place, margin=True)]))
            for _, blocks in sorted(entries, key=lambda each: each[0]):
                yield from blocks
            if any(y > page.tables[-1].table.ys[-1] for y in heights) if page.tables else heights:
                last = None

    def _no_scans(self, pages: Sequence[Page]) -> None:
        bare = [page.place for page in pages if page.bare]
        if bare:
            which = "the whole document is a scan" if len(bare) == len(pages) else "they are scans or drawings"
            where = f"no text layer on page{'s' if len(bare) > 1 else ''} {_numbers(bare)}"
            raise self.fault(f"{where}: {which if len(bare) > 1 else 'it is a scan or a drawing'}", bare[0], advice=SCAN)
        if not any(page.outside or page.tables or page.turned or page.faint for page in pages):
            raise self.fault("nothing is written on any page", Place(pages=(1, len(pages))))

    def _no_scans_with_furniture(self, pages: Sequence[Page], margins: set[tuple[int, int]]) -> None:
        for number, page in enumerate(pages):
            rest = [line for at, line in enumerate(page.outside) if (number, at) not in margins]
            if page.picture >= 0.3 and not rest and not page.tables:
                raise self.fault(
                    f"no text layer on page {_numbers([page.place])} but for its head or foot: it is a scan",
                    page.place,
                    advice=SCAN,
                )

    def _watermarks(self, pages: Sequence[Page]) -> set[str]:
        """What is left out as a watermark, with a remark.

        Raises:
            IntakeError: text large and light enough for one stands over a table, but on few pages.
        """
        for page in pages:
            if page.slanted:
                self._note("斜排的文字视为水印，未读入。", page.place, page.slanted)
            if page.turned and not PAGE_NUMBER.fullmatch(page.turned):
                self._note("与正文方向不同的文字视为页边文字，未读入，请核对。", page.place, page.turned)
        counts = Counter(text for page in pages for text in {line.text for line in page.faint})
        watermarks: set[str] = set()
        for page in pages:
            for line in page.faint:
                if counts[line.text] >= 2 and counts[line.text] >= len(pages) / 2:
                    watermarks.add(line.text)
                    self._note("浅色大字视为水印，未读入。", page.place, line.text)
                elif any(filled.table.ys[0] < line.middle < filled.table.ys[-1] for filled in page.tables):
                    raise self.fault("large light text over a table; is it a watermark?", page.place, line.text)
        return watermarks

    def _rows(self, filled: Filled, place: Place, settings: Settings, goes_on: bool) -> Iterator[TableRow]:
        """The rows of a table on one page."""
        grid = Grid()
        starts: dict[int, list[Spanning]] = defaultdict(list)
        for box, lines in zip(filled.table.boxes, filled.lines, strict=True):
            cell = self._cell(Span(box.x0, box.x1, lines), settings, place) if lines else ()
            starts[box.row].append(Spanning(cell, box.across, box.down))
        try:
            for level in range(len(filled.table.ys) - 1):
                grid.add(starts[level], place)
        except GridError as error:
            raise self.fault(str(error), place) from None
        for row in grid.rows():
            whole = row.whole or grid.width == 1
            yield replace(row, whole=whole, begins_table=row.begins_table and not goes_on)
        self.remarks += grid.remarks

    def _cell(self, lines: Span, settings: Settings, place: Place) -> Cell:
        pieces, joints = pieces_of(lines, settings.of(lines))
        for joint in joints:
            how = "加了空格" if joint.spaced else "未加空格"
            problem = f"行末断开的字母或数字，不知原文有无空格，{how}，请核对。"
            self.remarks.append(Remark(problem, place, f"{joint.before[-12:]}|{joint.after[:12]}"))
        return pieces

    def _sum_up(self, pages: Sequence[Page], margins: set[tuple[int, int]]) -> None:
        heads = Counter(DIGITS.sub("#", pages[n].outside[at].text) for n, at in margins if not is_number(pages[n], at))
        if heads:
            quotation = "”“".join(text for text, _ in heads.most_common(5))
            first = min(n for n, at in margins if not is_number(pages[n], at))
            self.remarks.append(Remark(f"每页重复的页眉页脚“{quotation}”未读入。", pages[first].place, quotation))
        mapped = {char: count for char, count in self.converted.items() if ordinary(char) != char}
        if mapped:
            replacements = "、".join(f"{char}→{ordinary(char)}" for char in mapped)
            problem = f"文字层中有{sum(mapped.values())}个部首或兼容字符，已换成通常的汉字：{replacements}。"
            self.remarks.append(Remark(problem, pages[0].place, "".join(mapped)))
        if radicals := "".join(char for char in self.converted if char not in mapped):
            self.remarks.append(Remark("文字层中有没有对应汉字的部首，照录，请核对。", pages[0].place, radicals))

    def _with_pages(self, remark: Remark) -> Remark:
        """A remark that is true of several pages, with their number."""
        places = self.noted.get(remark.problem, [])
        problem = remark.problem.replace("{text}", remark.text)
        if len(places) > 1:
            problem = f"{problem[:-1]}（共{len(places)}页：第{_numbers(places)}页）。"
        return replace(remark, problem=problem)


def _numbers(places: Sequence[Place]) -> str:
    """Page numbers, runs of them as first and last."""
    pages = sorted({place.pages[0] for place in places if place.pages})
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
