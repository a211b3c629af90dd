"""The budgets, each as a ratio to its floor measured in the same run: `python benchmarks/run.py`.

Fresh processes are timed in turn, floor and package alternating, and compared by their medians; a ratio says more than seconds on
a machine that does other things too. Exit code 1 where a budget is broken.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent

TIMED = "import time; _begin = time.perf_counter()\n{code}\nprint(time.perf_counter() - _begin)"
LIGHT_IMPORTS = "import typing, dataclasses, json, enum, datetime"
FLOOR_LOOKUP = """
from pydantic import BaseModel, TypeAdapter
import lishi_duties.model as model
from pathlib import Path
data = (Path(model.__file__).parents[1] / "data" / "editions" / "1.json").read_bytes()
file = TypeAdapter(model.DutyListFile).validate_json(data)
"""
LOOKUP = "import lishi_duties as ld; ld.get('C047')"
FIRST_DISPATCH = "import lishi_duties as ld; ld.dispatch('楼上漏水，物业不管')"


def fresh(code: str) -> float:
    """Seconds that `code` takes in a fresh process, start-up not counted."""
    done = subprocess.run([sys.executable, "-c", TIMED.format(code=code)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def in_turn(first: str, second: str, rounds: int) -> tuple[float, float]:
    """Medians of two pieces of code, timed alternately."""
    pairs = [(fresh(first), fresh(second)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def each(call: Callable[[], object], times: int = 20_000) -> float:
    """Seconds a call takes, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(times):
            call()
        best = min(best, (time.perf_counter() - begin) / times)
    return best


class Report:
    """Prints rows and remembers whether a budget is broken."""

    def __init__(self) -> None:
        self.broken = False

    def ratio(self, what: str, value: float, floor: float, most: float, unit: str = "ms") -> None:
        """A row that compares with a floor."""
        scale = {"ms": 1e3, "µs": 1e6, "ns": 1e9}[unit]
        ratio = value / floor
        self._row(
            what, f"{value * scale:9.3f} {unit}", f"{floor * scale:9.3f} {unit}", f"{ratio:6.2f}", f"≤ {most:g}", ratio <= most
        )

    def limit(self, what: str, value: float, most: float, unit: str) -> None:
        """A row that compares with a number."""
        self._row(what, f"{value:9.1f} {unit}", "", "", f"≤ {most:g} {unit}", value <= most)

    def _row(self, what: str, value: str, floor: str, ratio: str, budget: str, held: bool) -> None:
        self.broken |= not held
        print(f"{what:34} {value:>14} {floor:>14} {ratio:>7}  {budget:12} {'held' if held else 'BROKEN'}", flush=True)


def fresh_processes(report: Report, rounds: int) -> None:
    value, floor = in_turn("import lishi_duties", LIGHT_IMPORTS, rounds)
    report.ratio("import lishi_duties", value, floor, 1.0)
    value, floor = in_turn(LOOKUP, FLOOR_LOOKUP, rounds)
    report.ratio("first lookup", value, floor, 1.15)
    value, floor = in_turn(FIRST_DISPATCH, LOOKUP, rounds)
    report.ratio("first dispatch, to first lookup", value, floor, 1.3)


def warm(report: Report) -> None:
    import lishi_duties as ld
    from lishi_duties.retrieval.keyword import words_of

    duties = ld.load()
    plain = {duty.id: duty for duty in duties}
    looked_up = min(timeit.repeat("d['C047']", globals={"d": plain}, number=100_000)) / 100_000
    got = min(timeit.repeat("get('C047')", globals={"get": duties.get}, number=100_000)) / 100_000
    report.ratio("get", got, looked_up, 10, "ns")
    report.limit("by_department", each(lambda: duties.by_department("区公安局")) * 1e6, 2, "µs")

    duties.search("燃气")
    index = duties._derived["lexical"]
    starts = [0, *index.ends[:-1]]
    texts = [index.text[a:b] for a, b in zip(starts, index.ends, strict=True)]
    for query in ("燃气", "森林防火", "噪声 喇叭", "处罚"):
        words = words_of(query)

        def scan(words: tuple[str, ...] = words) -> list[str]:
            found = texts
            for word in words:
                found = [text for text in found if word in text]
            return found

        report.ratio(f"search {query}", each(lambda q=query: duties.search(q), 500), each(scan, 500), 3, "µs")

    requests = [e["query"] for e in json.loads((ROOT / "evaluation" / "sentences" / "tuning.json").read_text(encoding="utf-8"))]
    duties.dispatch("先热身")
    duties.dispatch("再热身")
    times = []
    for request in requests:
        begin = time.perf_counter()
        duties.dispatch(request)
        times.append(time.perf_counter() - begin)
    times.sort()
    report.limit("dispatch, p50", times[len(times) // 2] * 1e3, 1, "ms")
    report.limit("dispatch, p99", times[int(len(times) * 0.99)] * 1e3, 3, "ms")


def intake(report: Report) -> None:
    from lishi_duties.duties.departments import Departments
    from lishi_duties.intake.outline import outline
    from lishi_duties.intake.readers import text
    from lishi_duties.intake.received import receive
    from lishi_duties.intake.records import RecordMaker, first_ids
    from lishi_duties.intake.review import read_registry
    from lishi_duties.publish.edition import build_edition

    folder = ROOT / "sources" / "1"
    document = folder / "lishi-duty-list.txt"
    departments = Departments(read_registry(folder.parent / "departments.toml", "江津区"))
    received = text.load_text(receive(document)).replace("2.2.协助", "2.协助")

    def read() -> None:
        taken_apart = outline(text.document_of(received, document).blocks, document)
        maker = RecordMaker(departments, first_ids(taken_apart), 1, document)
        for item in taken_apart.items:
            maker.record(item)

    report.limit("intake of the text source", min(_seconds(read) for _ in range(5)) * 1e3, 200, "ms")
    best = min(_seconds(lambda: build_edition(folder)) for _ in range(3))
    print(f"{'  with the proof and all checks':34} {best * 1e3:9.1f} ms")


def documents(report: Report) -> None:
    """The whole list as a Word file and as a PDF of some eighty pages; and two full editions matched and compared."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    import pdfplumber
    from office import set_docx
    from papers import Layout, parts_of, set_paper

    import lishi_duties as ld
    from lishi_duties.intake import read_document
    from lishi_duties.intake.matching import match, row_of
    from lishi_duties.intake.readers import read_blocks
    from lishi_duties.intake.received import receive

    duties = ld.load(edition=1)
    registry = ROOT / "sources" / "departments.toml"
    with tempfile.TemporaryDirectory() as folder:
        word = set_docx(Path(folder) / "list.docx", parts_of(duties))
        best = min(_seconds(lambda: read_document(word, registry=registry)) for _ in range(3))
        report.limit("intake of the list as DOCX", best, 2, "s")
        paper = set_paper(Path(folder) / "list.pdf", parts_of(duties), Layout(size=12))

        def tables() -> None:
            with pdfplumber.open(paper) as pdf:
                for page in pdf.pages:
                    page.extract_tables()
                    page.close()

        floors, ours = zip(*((_seconds(tables), _seconds(lambda: read_blocks(receive(paper)))) for _ in range(3)), strict=True)
        with pdfplumber.open(paper) as pdf:
            pages = len(pdf.pages)
        report.ratio(f"reading a PDF of {pages} pages", min(ours), min(floors), 1.2)
    revised = [duty.model_copy(update={"title": duty.title[:-3] + "工作。"}) for duty in list(duties)[::3]]
    rows = [row_of(duty) for duty in [*revised, *(d for n, d in enumerate(duties) if n % 3)]]
    report.limit("matching two full editions", min(_seconds(lambda: match(tuple(duties), rows)) for _ in range(3)), 1, "s")
    file = duties.file
    later = file.model_copy(update={"basic": tuple(d.model_copy(update={"title": d.title + "等"}) for d in file.basic)})
    other = ld.DutyList(later)
    report.limit("comparing two full editions", min(_seconds(lambda: ld.diff(duties, other)) for _ in range(3)), 1, "s")


def memory(report: Report) -> None:
    code = (
        "import tracemalloc, lishi_duties.model as m\n"
        "from pathlib import Path\n"
        "data = (Path(m.__file__).parents[1] / 'data/editions/1.json').read_bytes()\n"
        "import lishi_duties.catalogue as l, lishi_duties.duties.duty_set\n"
        "tracemalloc.start()\n"
        "duties = l.load()\n"
        "print(tracemalloc.get_traced_memory()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    report.limit("memory of one edition", int(done.stdout) / 2**20, 3, "MiB")


def _seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="fresh processes for each figure (default: 15)")
    options = parser.parse_args()
    report = Report()
    print(f"{'':34} {'measured':>14} {'floor':>14} {'ratio':>7}  budget")
    fresh_processes(report, options.rounds)
    warm(report)
    intake(report)
    documents(report)
    memory(report)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
