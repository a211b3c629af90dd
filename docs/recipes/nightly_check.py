"""Does a table of one's own, from duty ids to queues, still hold with the newest edition? For every night, or for one's tests.

Exit codes: 0 all holds, 1 something is to be looked at (the report says what), 2 nothing could be checked.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

import lishi_duties as ld

LISTS: dict[ld.Kind, str] = {"basic": "基本履职事项", "cooperative": "配合履职事项", "reclaimed": "上级部门收回事项"}


class Mapping(BaseModel):
    """The table: the edition it was last looked through for, and where each duty goes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    edition: int
    queues: dict[str, str]


def whose(duty: ld.Duty) -> tuple[str, ...]:
    """Who leads it or received it, each once."""
    if isinstance(duty, ld.CooperativeDuty):
        named = (*duty.departments, *(name for part in duty.responsibilities for name in part.departments))
        return tuple(dict.fromkeys(named))
    if isinstance(duty, ld.ReclaimedItem):
        return tuple(handover.department for handover in duty.handover) or ("不再开展",)
    return ("本镇",)


def gone(mapping: Mapping, new: ld.DutyList) -> Iterator[str]:
    """Ids of the table the newest edition does not have, and what took their place."""
    for duty_id, queue in mapping.queues.items():
        try:
            new[duty_id]
        except ld.DutyNotFoundError as error:
            heirs = [str(new[heir]) for heir in error.lineage.into] if error.lineage else []
            yield "\n    ".join((f"{error.lineage or f'{duty_id} 从来没有'}（原派{queue}）", *heirs))


def elsewhere(mapping: Mapping, old: ld.DutyList, new: ld.DutyList) -> Iterator[str]:
    """Duties of the table that stand in another list, or are led or received by others, or by nobody any more."""
    for duty_id, queue in mapping.queues.items():
        before, after = old.get(duty_id), new.get(duty_id)
        if before is None or after is None:
            continue
        changes = [f"{LISTS[before.kind]} → {LISTS[after.kind]}"] if before.kind != after.kind else []
        if set(whose(before)) != set(whose(after)):
            changes.append(f"{'、'.join(whose(before))} → {'、'.join(whose(after))}")
        if changes:
            yield f"{after}（派{queue}）：{'；'.join(changes)}"


def unmapped(mapping: Mapping, old: ld.DutyList, new: ld.DutyList) -> Iterator[str]:
    """Duties that are new since the table's edition and that it does not have."""
    return (str(duty) for duty in ld.diff(old, new).added if duty.id not in mapping.queues)


def report(mapping: Mapping, old: ld.DutyList, new: ld.DutyList) -> Iterator[str]:
    """What is to be looked at, in lines; none where all holds."""
    parts = {
        "清单上没有的编号": gone(mapping, new),
        "换了清单或部门的": elsewhere(mapping, old, new),
        "新增而没有对应的": unmapped(mapping, old, new),
    }
    for heading, entries in parts.items():
        for number, entry in enumerate(entries):
            yield f"  {entry}" if number else f"{heading}：\n  {entry}"


def main() -> int:
    parser = argparse.ArgumentParser(description="核对对照表与最新一版清单")
    parser.add_argument("mapping", type=Path, help="对照表")
    parser.add_argument("--lists", type=Path, nargs=2, metavar=("OLD", "NEW"), help="两个清单文件，代替随库的两版")
    options = parser.parse_args()
    try:
        mapping = Mapping.model_validate(tomllib.loads(options.mapping.read_text(encoding="utf-8")))
        old, new = map(ld.read, options.lists) if options.lists else (ld.load(edition=mapping.edition), ld.load())
        if old.edition.number != mapping.edition:
            raise ValueError(f"对照表按第{mapping.edition}版，{options.lists[0]} 是第{old.edition.number}版")
        lines = list(report(mapping, old, new))
    except (OSError, ValueError, ld.LishiDutiesError) as error:
        print(f"无法核对：{error}", file=sys.stderr)
        return 2
    print(f"对照表{len(mapping.queues)}项，按第{old.edition.number}版；最新是第{new.edition.number}版。")
    print("\n".join(lines) or "全部相符。")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
