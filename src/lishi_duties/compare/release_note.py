"""Puts a comparison into words: the release note, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lishi_duties.arguments import one_of
from lishi_duties.compare.diff import Diff
from lishi_duties.compare.differences import Position, Removal, id_order
from lishi_duties.compare.duty_lines import duty_lines
from lishi_duties.compare.note import Entry, Line, Note, Span, marked
from lishi_duties.compare.phrases import PHRASES, Phrases
from lishi_duties.compare.registry_lines import category_lines, department_lines
from lishi_duties.labels import Language, tier
from lishi_duties.model import KINDS, Duty

__all__ = ["release_note"]


def release_note(difference: Diff, language: Language = "zh") -> Note:
    """A comparison in words: each duty once, with all that became of it.

    Raises:
        ArgumentError: there is no such language.
    """
    one_of("language", language, tuple(PHRASES))
    return _Writer(difference, PHRASES[language]).note()


class _Writer:
    """Puts a comparison into the words of a language."""

    def __init__(self, difference: Diff, phrases: Phrases) -> None:
        self.difference = difference
        self.phrases = phrases
        self.tier = tier(difference.new.jurisdiction.town)
        names = [phrases.edition.format(number=edition.number) for edition in (difference.old, difference.new)]
        self.within = names[0] == names[1]
        self.old, self.new = (name + side * self.within for name, side in zip(names, phrases.sides, strict=True))
        self.moves = {move.id: move for move in difference.moved}
        self.renames = {rename.id: rename for rename in difference.renamed}
        self.changes = {duty.id: duty for duty in difference.changed}

    def note(self) -> Note:
        difference, phrases = self.difference, self.phrases
        if difference.is_empty:
            edition = phrases.edition.format(number=difference.new.number)
            sentence = phrases.nothing_within if self.within else phrases.nothing
            return Note("", (sentence.format(edition=edition, old=self.old, new=self.new),))
        sections = tuple((title, entries) for title, entries in self._sections() if entries)
        return Note(
            phrases.title.format(title=difference.new.title, old=self.old, new=self.new),
            (self._dates(), self._summary()),
            phrases.legend * any(entry.is_marked for _, entries in sections for entry in entries),
            self._counts(),
            sections,
        )

    def _dates(self) -> str:
        sides = ((self.old, self.difference.old), (self.new, self.difference.new))
        days = [
            (self.phrases.dated if edition.published else self.phrases.undated).format(edition=name, day=edition.published)
            for name, edition in sides
        ]
        return self._sentence(self.phrases.semicolon.join(days))

    def _sentence(self, text: str) -> str:
        return text[0].upper() + text[1:] + self.phrases.stop

    def _summary(self) -> str:
        difference = self.difference
        became = Counter(removal.lineage.kind if removal.lineage else "gone" for removal in difference.removed)
        counts = {
            "added": len(difference.added),
            **{kind: became[kind] for kind in ("withdrawn", "split", "merged", "gone")},
            "moved": sum(move.to_other_list for move in difference.moved),
            "section": sum(not move.to_other_list for move in difference.moved),
            "renamed": len(difference.renamed),
            "changed": len(difference.changed),
        }
        parts = [self.phrases.summary[what].format(count) for what, count in counts.items() if count]
        differing = {duty.id for duty in difference.added}.union(self.moves, self.renames, self.changes)
        rest = sum(count.after for count in difference.counts) - len(differing)
        clauses = [self.phrases.comma.join(parts)] * bool(parts) + [self.phrases.unchanged.format(rest)] * bool(rest)
        return self._sentence(self.phrases.semicolon.join(clauses)) if clauses else ""

    def _counts(self) -> tuple[tuple[str, ...], ...]:
        phrases = self.phrases
        counted = [(phrases.whole_lists[count.kind], count.before, count.after) for count in self.difference.counts]
        counted.append((phrases.total, sum(row[1] for row in counted), sum(row[2] for row in counted)))
        head = (phrases.count_head[0], self.old, self.new, phrases.count_head[1])
        return (head, *((name, str(a), str(b), f"{b - a:+}" if a != b else "0") for name, a, b in counted))

    def _sections(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        difference, phrases = self.difference, self.phrases
        revised = {item.id: item for part in (difference.moved, difference.renamed, difference.changed) for item in part}
        ids = [item.id for item in sorted(revised.values(), key=id_order)]
        elsewhere = {move.id for move in difference.moved if move.to_other_list}
        yield self._headed(phrases.added, [self._added(duty) for duty in difference.added])
        yield self._headed(phrases.removed, [self._removed(removal) for removal in difference.removed])
        yield self._headed(phrases.moved, [self._revised(each) for each in ids if each in elsewhere])
        for kind in KINDS:
            here = [each for each in ids if each not in elsewhere and difference.position_of(each).kind == kind]
            yield self._headed(phrases.changed.format(phrases.whole_lists[kind]), [self._revised(each) for each in here])
        yield phrases.sections, tuple(Entry(line) for line in category_lines(difference, phrases))
        yield phrases.departments, tuple(Entry(line) for line in department_lines(difference, phrases))

    def _headed(self, title: str, entries: Sequence[Entry]) -> tuple[str, tuple[Entry, ...]]:
        return self.phrases.heading.format(title, len(entries)), tuple(entries)

    def _position(self, position: Position, form: str) -> str:
        return form.format(list=self.phrases.lists[position.kind], number=position.number, category=position.category)

    def _headline(self, id: str, title: Iterable[Span], aside: Sequence[str] = ()) -> Line:
        remark = self.phrases.aside.format(self.phrases.semicolon.join(part for part in aside if part))
        return (Span(id, "id"), Span(" "), *title, *([Span(remark)] * bool(aside)))

    def _added(self, duty: Duty) -> Entry:
        position = self._position(self.difference.position_of(duty.id), self.phrases.position)
        aside = [position, self._responsible(duty), *self._origins(duty.id)]
        return Entry(self._headline(duty.id, [Span(duty.title)], aside))

    def _origins(self, id: str) -> Iterator[str]:
        """What a duty was split or merged from."""
        events = [removal.lineage for removal in self.difference.removed if removal.lineage and id in removal.lineage.into]
        for kind in ("split", "merged"):
            if ids := [event.id for event in events if event.kind == kind]:
                yield self.phrases.origin[kind].format(self.phrases.pause.join(ids))

    def _responsible(self, duty: Duty) -> str:
        if duty.kind == "reclaimed" and duty.discontinued:
            return self.phrases.discontinued
        return self.phrases.responsible[duty.kind].format(self.phrases.pause.join(duty.departments))

    def _removed(self, removal: Removal) -> Entry:
        duty, event, phrases = removal.duty, removal.lineage, self.phrases
        position = self._position(self.difference.position_of(duty.id), phrases.position)
        aside = [phrases.former.format(position)]
        if event:
            heirs = (phrases.heir.format(id=heir, title=self.difference.title_of(heir).rstrip("。")) for heir in event.into)
            into = phrases.pause.join(heirs)
            nothing = not into and event.kind != "withdrawn"
            aside.append(phrases.became_nothing[event.kind] if nothing else phrases.became[event.kind].format(into))
        return Entry(self._headline(duty.id, [Span(duty.title)], aside))

    def _revised(self, id: str) -> Entry:
        """A duty with everything that differs: its title in the line, the rest below it."""
        move, rename, changed = self.moves.get(id), self.renames.get(id), self.changes.get(id)
        title = marked(rename.words) if rename else [Span(self.difference.title_of(id))]
        details: list[Line] = []
        if move and move.to_other_list:
            places = (self._position(position, self.phrases.place) for position in (move.before, move.after))
            details.append((Span(self.phrases.move.format(*places)),))
        elif move:
            details.append((Span(self.phrases.section.format(move.before.category, move.after.category)),))
        if changed:
            details += duty_lines(changed, self.phrases, self.tier)
        return Entry(self._headline(id, title), tuple(details))
