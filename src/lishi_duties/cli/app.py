"""The commands."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, Literal, cast

import typer
from rich.table import Table
from rich.text import Text

import lishi_duties
from lishi_duties.catalogue import editions as packaged
from lishi_duties.catalogue import load, read
from lishi_duties.cli import completion
from lishi_duties.cli.dispatch import dispatch_lines, print_dispatch
from lishi_duties.cli.output import bar, console, print_duty, print_json, print_rows, record_json, say
from lishi_duties.cli.target import list_named, list_of
from lishi_duties.errors import ArgumentError, LishiDutiesError
from lishi_duties.labels import DEPARTMENT_KINDS, ROLE_NAMES
from lishi_duties.model import SCHEMA_VERSION, Kind, Role
from lishi_duties.model.display import who

app: typer.Typer = typer.Typer(
    help="Ask the duty list (履职事项清单) of 重庆市江津区李市镇, or any other in the same form.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

EditionOption = Annotated[
    int | None, typer.Option("--edition", "-e", metavar="N", help="A packaged edition; the newest by default.")
]
FileOption = Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="An edition file of any town instead.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output and nothing else.")]
KindOption = Annotated[
    str | None,
    typer.Option("--kind", "-k", metavar="KIND", help="basic, cooperative or reclaimed.", autocompletion=completion.kinds),
]
CategoryOption = Annotated[
    str | None,
    typer.Option("--category", "-c", metavar="NAME", help="A section, such as 民生服务.", autocompletion=completion.categories),
]
DepartmentOption = Annotated[
    str | None,
    typer.Option(
        "--department",
        "-d",
        metavar="NAME",
        help="A department; short forms will do.",
        autocompletion=completion.departments,
    ),
]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", "-r", metavar="ROLE", help="What it does: leads or receives.", autocompletion=completion.roles),
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="The versions of package and data.")] = False,
) -> None:
    if version:
        newest = packaged()[-1]
        print(f"lishi-duties {lishi_duties.__version__}, data edition {newest.number} ({newest.published or 'undated'})")
        raise typer.Exit


@app.command()
def show(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Such as C047 R143.", autocompletion=completion.ids)],
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Show whole duties: who does what, and where it stands in the document."""
    duties = list_of(edition, file)
    found = [duties[i] for i in ids]
    if json:
        records = [record_json(d) | {"notes": [n.model_dump(mode="json") for n in duties.notes_on(d.id)]} for d in found]
        print_json(records[0] if len(records) == 1 else records)
        return
    for place, duty in enumerate(found):
        if place:
            print()
        print_duty(duty, duties.notes_on(duty.id))


@app.command("list")
def list_(
    kind: KindOption = None,
    category: CategoryOption = None,
    department: DepartmentOption = None,
    role: RoleOption = None,
    discontinued: Annotated[
        bool | None, typer.Option("--discontinued/--current", help="Only items nobody does any more, or none of them.")
    ] = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """List duties; the conditions combine."""
    duties = list_of(edition, file)
    found = duties.filter(
        kind=cast("Kind | None", kind),
        category=category,
        department=department,
        role=cast("Role | None", role),
        discontinued=discontinued,
    )
    if json:
        print_json([record_json(d) for d in found])
    else:
        print_rows(
            ("编号", "事项名称", "类别", "责任主体"),
            ((d.id, d.title, d.category, who(d)) for d in found),
            stretch="事项名称",
            fixed=("编号", "类别"),
        )
        if not found:
            say("no duty meets all these conditions")
    if not found:
        raise typer.Exit(1)


@app.command()
def departments(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One department: every task it has.", autocompletion=completion.departments),
    ] = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """List the departments with what they carry; or every task of one."""
    duties = list_of(edition, file)
    if name is None:
        loads = duties.statistics()[1]
        if json:
            print_json([load.to_dict() for load in loads])
        else:
            print_rows(
                ("部门", "性质", "牵头", "承接", "职责", "又称"),
                (
                    (
                        x.department.name,
                        DEPARTMENT_KINDS[x.department.kind],
                        x.leads,
                        x.receives,
                        x.tasks,
                        "、".join(x.department.aliases),
                    )
                    for x in loads
                ),
                right=("牵头", "承接", "职责"),
                stretch="又称",
                fixed=("性质",),
            )
        return
    tasks = duties.tasks_of(name)
    if json:
        print_json([task.to_dict() for task in tasks])
    else:
        print_rows(
            ("编号", "职责", "事项名称", "方式"),
            ((t.duty.id, t.text, t.duty.title, ROLE_NAMES[t.role]) for t in tasks),
            stretch="职责",
            fixed=("编号", "方式"),
        )
    if not tasks:
        raise typer.Exit(1)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Several words narrow: all must occur.")],
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many at most.")] = 10,
    kind: KindOption = None,
    category: CategoryOption = None,
    department: DepartmentOption = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Search titles, tasks, methods and department names."""
    duties = list_of(edition, file)
    hits = duties.search(" ".join(words), limit, kind=cast("Kind | None", kind), category=category, department=department)
    if json:
        print_json([hit.to_dict() for hit in hits])
    else:
        print_rows(
            ("编号", "事项名称", "类别", "责任主体"),
            ((h.duty.id, h.duty.title, h.duty.category, who(h.duty)) for h in hits),
            stretch="事项名称",
            fixed=("编号", "类别"),
        )
        if not hits:
            say("no duty holds all these words; fewer words find more")
    if not hits:
        raise typer.Exit(1)


@app.command()
def dispatch(
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="What the caller says; - reads requests line by line.")],
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many duties at most.")] = 3,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Whose matter is it? Who leads, what the town does, and why.

    With -, every line of standard input gets one line of JSON on standard output, in order, as soon as it is read.
    """
    duties = list_of(edition, file)
    if request == "-":
        dispatch_lines(duties, limit)
        return
    result = duties.dispatch(request, limit)
    if json:
        print_json(result.to_dict())
    else:
        print_dispatch(result)
    if not result.assignments:
        raise typer.Exit(1)


@app.command()
def stats(edition: EditionOption = None, file: FileOption = None, json: JsonOption = False) -> None:
    """Duties by section and list, and the load of each department, as bars."""
    duties = list_of(edition, file)
    sections, loads = duties.statistics()
    if json:
        print_json(
            {
                "edition": duties.edition.number,
                "categories": [section.to_dict() for section in sections],
                "departments": [load.to_dict() for load in loads],
            }
        )
        return
    out = console()
    if not sys.stdout.isatty():
        for s in sections:
            print(f"{s.category}\t{s.basic}\t{s.cooperative}\t{s.reclaimed}")
        for x in loads:
            print(f"{x.department.name}\t{x.leads}\t{x.receives}\t{x.tasks}")
        return
    green, yellow, magenta = "green", "yellow", "magenta"
    out.print(Text(str(duties.edition), style="bold"))
    out.print(Text.assemble(("■", green), " 基本 ", ("■", yellow), " 配合 ", ("■", magenta), " 收回"))
    room = max(8, out.width - 30)
    _bars(
        [
            (
                s.category,
                f"{s.basic}/{s.cooperative}/{s.reclaimed}",
                ((s.basic, green), (s.cooperative, yellow), (s.reclaimed, magenta)),
            )
            for s in sections
        ],
        room,
    )
    out.print(Text("各部门事项数（牵头、承接；“等”字统称不计）", style="bold"))
    single = sorted((x for x in loads if x.department.kind != "collective"), key=lambda x: -x.duties)
    _bars(
        [(x.department.name, f"{x.leads}/{x.receives}", ((x.leads, yellow), (x.receives, magenta))) for x in single],
        max(8, out.width - 34),
    )


def _bars(rows: list[tuple[str, str, tuple[tuple[int, str], ...]]], room: int) -> None:
    most = max((sum(count for count, _ in parts) for *_, parts in rows), default=0)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=22)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="crop")
    for name, figures, parts in rows:
        table.add_row(Text(name), Text(figures), bar(parts, most, room))
    console().print(table)


@app.command()
def editions(json: JsonOption = False) -> None:
    """List the packaged editions."""
    found = packaged()
    if json:
        print_json([e.model_dump(mode="json") for e in found])
    else:
        print_rows(
            ("版本", "标题", "发布日期", "来源", "sha256"),
            ((e.number, e.title, e.published or "未载明", e.source.document, e.source.sha256[:12]) for e in found),
            stretch="标题",
        )


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Edition files; the packaged editions by default.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check edition files: form, numbers, ids, departments, texts, notes."""
    from lishi_duties.authoring.lint import faults

    report = []
    for name, duties in [(str(f), f) for f in files] if files else [(f"edition {e.number}", e.number) for e in packaged()]:
        try:
            opened = read(duties) if isinstance(duties, Path) else load(edition=duties)
            report.append((name, list(faults(opened.file))))
        except LishiDutiesError as error:
            report.append((name, [str(error).removeprefix(f"{name}: ")]))
    if json:
        print_json([{"file": name, "faults": found} for name, found in report])
    else:
        for name, found in report:
            verdict = "ok" if not found else "1 fault" if len(found) == 1 else f"{len(found)} faults"
            print(f"{name}: {verdict}")
            for fault in found:
                print(f"  {fault}")
    if any(found for _, found in report):
        raise typer.Exit(1)


@app.command("diff")
def diff_(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The number of a packaged edition, or an edition file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    markdown: Annotated[bool, typer.Option("--markdown", help="The release note, in Markdown.")] = False,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="Of the note: zh (default) or en.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Compare two editions: what was added, removed, moved, renamed and changed, down to the words.

    The exit code is 0 whether they differ or not.
    """
    from lishi_duties.cli.diff import print_diff
    from lishi_duties.compare.diff import diff

    if json and markdown:
        raise ArgumentError("give --json or --markdown, not both")
    if language is not None and not markdown:
        raise ArgumentError("--language is that of the note; give --markdown too")
    found = diff(list_named(old), list_named(new))
    if json:
        print_json(found.to_dict())
    elif markdown:
        print(found.to_markdown(cast("Literal['zh', 'en']", language or "zh")), end="")
    else:
        print_diff(found)


@app.command()
def intake(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="A .docx, .pdf, .html, .xlsx or .txt file.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DRAFT", help="The draft to write, an edition file.")],
    report: Annotated[Path, typer.Option("--report", metavar="REPORT", help="The report to write, in Markdown.")],
    previous: Annotated[
        str | None,
        typer.Option("--previous", "-p", metavar="EDITION", help="The edition before: its number, or an edition file."),
    ] = None,
    review: Annotated[
        Path | None, typer.Option("--review", metavar="FOLDER", help="Holds decisions.toml, corrections.toml, notes.toml.")
    ] = None,
    departments: Annotated[
        Path | None, typer.Option("--departments", metavar="FILE", help="The registry, departments.toml.")
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", metavar="P/D/T", help="Where the title does not say: 重庆市/江津区/李市镇.")
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="The day the document bears, such as 2026-05-01.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read a published document as a draft of an edition, with a report on everything to be reviewed."""
    from lishi_duties.cli.intake import draft_json, print_draft, take_in

    draft = take_in(document, output, report, previous, review, departments, jurisdiction, published)
    (draft_json if json else print_draft)(draft, output, report)


@app.command()
def export(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Edition files of any towns, into one data set; for parquet and sqlite."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="Such as csv; --list names them all.", autocompletion=completion.formats),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="The file or folder to write; - is standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    edition: EditionOption = None,
    file: FileOption = None,
    formats: Annotated[bool, typer.Option("--list", help="List the formats and what each is good for.")] = False,
    json: JsonOption = False,
) -> None:
    """Write the list as a file for other programs; or the lists of several files as one data set.

    Nothing is overwritten without --force, and a file is written whole or not at all.
    """
    from lishi_duties.cli.export import export_many, export_one, print_formats

    if formats:
        if files or format or output or force or bom or edition is not None or file:
            raise ArgumentError("--list lists the formats and writes nothing; give it alone, or with --json")
        print_formats(json=json)
        return
    if json:
        raise ArgumentError("--json goes with --list; for the list itself as JSON give --format json --output -")
    if format is None or output is None:
        raise ArgumentError("give --format and --output; the formats: lishi-duties export --list")
    if not files:
        export_one(format, output, edition, file, force=force, bom=bom)
        return
    if edition is not None or file:
        raise ArgumentError("give FILES, or one list by --edition or --file, not both")
    export_many(format, output, files, force=force, bom=bom)


@app.command("mcp")
def mcp_(edition: EditionOption = None, file: FileOption = None) -> None:
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


@app.command()
def schema() -> None:
    """Print the JSON Schema of an edition file."""
    import importlib_resources

    path = importlib_resources.files("lishi_duties") / "data" / "schemas" / f"duty-list-{SCHEMA_VERSION}.json"
    print(path.read_text(encoding="utf-8"), end="")
