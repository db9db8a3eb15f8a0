"""What changed between two revisions, told as people speak of it: by 事業, by 指標 with its values by year, by 課."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph import statement_lines
from graph.revisions.statement_changes import Changes
from ontology import terms
from service.revisions.difference_sides import KINDS, Lines, Sides, read

_NAMES = {"projects": "事業", "indicators": "指標", "departments": "課"}
_SHORT = 40  # characters up to which a value is said in a sentence, not only shown
_UNSAID = {terms.TYPE, terms.HAS_INDICATOR, terms.HAS_SCHEDULE}


@dataclass(frozen=True, slots=True)
class Detail:
    """One property that changed. property: its IRI; label: in Japanese, with the year where it has one; before, after:
    values as people read them."""

    property: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the detail as the contract writes it."""
        return {
            "property": self.property,
            "label": self.label,
            "before": list(self.before),
            "after": list(self.after),
        }

    def sentence(self) -> str:
        """Return what happened to the property, without its subject."""
        gone = [value for value in self.before if value not in self.after]
        new = [value for value in self.after if value not in self.before]
        if any(len(value) > _SHORT for value in (*gone, *new)):
            return (
                f"{self.label}の記述が{'加わりました' if not gone else 'なくなりました' if not new else '変わりました'}"
            )
        if gone and new:
            return f"{self.label}が{_quoted(gone)}から{_quoted(new)}に変わりました"
        return (
            f"{self.label}に{_quoted(new)}が加わりました" if new else f"{self.label}から{_quoted(gone)}がなくなりました"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed. kind: projects, indicators or departments; change: added, removed,
    changed; plan, project: labels, where it has them; details: for what was added, removed or changed of it."""

    kind: str
    change: str
    iri: str
    label: str
    plan: str | None
    project: str | None
    details: tuple[Detail, ...]

    def sentences(self) -> list[str]:
        """Return what happened to the thing, one sentence each."""
        name = f"{_NAMES[self.kind]}「{self.label}」"
        if self.project:
            name = f"事業「{self.project}」の{name}"
        elif self.plan:
            name = f"「{self.plan}」の{name}"
        if self.change != "changed":
            word = "加わりました" if self.change == "added" else "なくなりました"
            values = [f"{d.label}{'、'.join(d.after or d.before)}" for d in self.details if d.property == terms.VALUE]
            shown = f"（{'、'.join(values)}）" if values else ""
            return [f"{name}が{word}{shown}。"]
        return [f"{name}：{detail.sentence()}。" for detail in self.details]

    def to_json(self) -> dict[str, Any]:
        """Return the change as the contract writes it."""
        return {
            "iri": self.iri,
            "label": self.label,
            "plan": self.plan,
            "project": self.project,
            "details": [detail.to_json() for detail in self.details],
            "sentences": self.sentences(),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one revision to another. added, removed: statements of the default graph."""

    added: int
    removed: int
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the difference as the contract writes it."""
        found: dict[str, Any] = {"statements": {"added": self.added, "removed": self.removed}}
        for kind in KINDS.values():
            found[kind] = {
                how: [each.to_json() for each in self.changes if (each.kind, each.change) == (kind, how)]
                for how in ("added", "removed", "changed")
            }
        found["sentences"] = self.sentences()
        return found

    def sentences(self) -> list[str]:
        """Return everything that happened, one Japanese sentence each."""
        found = [sentence for change in self.changes for sentence in change.sentences()]
        if found or not (self.added or self.removed):
            return found or ["違いはありません。"]
        return [
            f"事業・指標・課に違いはありません（ほかの記述が{self.added}件加わり、{self.removed}件なくなりました）。"
        ]


def difference(changes: Changes, old: Lines, new: Lines) -> Difference:
    """Return the difference that changed lines make. old, new: the default graphs of the two revisions."""
    added = [line for line in changes.added if not statement_lines.is_quad(line)]
    removed = [line for line in changes.removed if not statement_lines.is_quad(line)]
    sides = read(old, new, added, removed)
    found = [change for thing in sides.things() if (change := _change(sides, thing)) is not None]
    order = list(KINDS.values())
    found.sort(key=lambda change: (order.index(change.kind), change.change, change.iri))
    return Difference(len(added), len(removed), tuple(found))


def _change(sides: Sides, thing: bytes) -> Change | None:
    kind, change = sides.kind(thing)
    if kind is None:
        return None
    details = tuple(_properties(sides, thing) if change == "changed" else ())
    if kind == "departments":
        details += tuple(_duties(sides, thing))
    else:
        details += tuple(_by_year(sides, thing))
    if change == "changed" and not details:
        return None
    side = sides.before if change == "removed" else sides.after
    plan, owner = next(iter(side.objects(thing, terms.IN_PLAN)), None), side.owner(thing)
    return Change(
        kind=kind,
        change=change,
        iri=thing[1:-1].decode(),
        label=side.label(thing),
        plan=side.label(plan) if plan else None,
        project=side.label(owner) if owner and kind == "indicators" else None,
        details=details,
    )


def _properties(sides: Sides, thing: bytes) -> list[Detail]:
    """What is said of the thing itself."""
    found = []
    for predicate in sides.predicates(thing):
        iri = predicate[1:-1].decode()
        before, after = sides.before.values(thing, iri), sides.after.values(thing, iri)
        if iri not in _UNSAID and before != after:
            found.append(Detail(iri, sides.after.label(predicate), before, after))
    return found


def _by_year(sides: Sides, thing: bytes) -> list[Detail]:
    """Values of an indicator, activities of a 事業: parts of the thing that each stand for a fiscal year."""
    years: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for place, side in enumerate((sides.before, sides.after)):
        for part in side.parts(thing, sides.touched):
            year = next((side.label(each) for each in side.objects(part, terms.FISCAL_YEAR)), "")
            for predicate in (terms.VALUE, terms.ACTIVITY):
                for value in side.values(part, predicate):
                    years.setdefault((year, predicate), ([], []))[place].append(value)
    return [
        Detail(predicate, f"{year}の{'目標値' if predicate == terms.VALUE else 'スケジュール'}", tuple(old), tuple(new))
        for (year, predicate), (old, new) in sorted(years.items())
        if sorted(old) != sorted(new)
    ]


def _duties(sides: Sides, unit: bytes) -> list[Detail]:
    """The 事業 that a 課 got or gave away."""
    before, after = sides.before.duties(unit, sides.removed), sides.after.duties(unit, sides.added)
    return [Detail(terms.RESPONSIBLE, "担当する事業", before, after)] if before or after else []


def _quoted(values: Sequence[str]) -> str:
    return "".join(f"「{value}」" for value in values)
