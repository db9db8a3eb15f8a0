"""Contradictions that fall out of resolving: one finding an item, each reading with its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from graph.japanese import fold
from ingest.extract.name_tidying import number_key
from ingest.model.entities import Conflict, Project, Reading, Source
from ingest.model.facts import CountFact, ProjectMention, Said
from ingest.resolve.law_book import LawBook

_SAME_LIST = 0.7  # share of common rows above which two tables list the same 事業
_ENDS = re.compile(r"(終了(と|する|し)|終了です)")
_GOES_ON = re.compile(r"継続(する|します|していく)")


def of_projects(projects: Sequence[Project]) -> list[Conflict]:
    """Return the contradictions among the mentions of one plan's 事業."""
    found: list[Conflict] = []
    for project in projects:
        found += _names(project)
        found += _departments(project)
        found += _states(project)
        found += _remarks(project)
    found += _numbers(projects)
    found += _missing_numbers(projects)
    found += _missing_rows(projects)
    return found


def of_names(label: str, key: str, names: Sequence[tuple[str, Source]], what: str) -> list[Conflict]:
    """Return one finding where a thing bears names that differ by more than widths and spaces."""
    readings = _distinct(Reading(name, source) for name, source in names)
    if len(readings) < 2:
        return []
    why = f"同じ{what}が文書の中で{len(readings)}通りに書かれています。"
    return [Conflict("name-variant", "medium", label, key, readings, label, why)]


def of_laws(named: Iterable[tuple[str, Source]], book: LawBook) -> list[Conflict]:
    """Return a finding for every known law that some place names by a slip of its name.

    Its title and its short names are no slips; they stand as the other reading where they are printed.
    """
    printed: dict[str, list[tuple[str, Source, bool]]] = defaultdict(list)
    for name, source in named:
        law = book.find(name)
        if law:
            printed[law.iri].append((name, source, book.knows(name)))
    found = []
    for iri, names in sorted(printed.items()):
        if not all(known for _, _, known in names):
            label = book.label(iri)
            titles = [(name, source) for name, source, known in names if known and fold(name) == fold(label)]
            slips = [(name, source) for name, source, known in names if not known]
            found += of_names(
                label, iri, [*titles[:1], *slips] if titles else [(label, slips[0][1]), *slips], "法令の名称"
            )
    return found


def of_counts(facts: Iterable[tuple[str, CountFact]], count: Callable[[CountFact], int | None]) -> list[Conflict]:
    """Return a finding for every printed total that differs from what was counted. count: None where unknown."""
    found = []
    for document, fact in facts:
        counted = count(fact)
        if counted is not None and counted != fact.value:
            source = Source(document, fact.span)
            subject = "・".join(part for part in (fact.plan, fact.group, fact.status, fact.name) if part)
            why = f"文書は{fact.value}件と書いていますが、一覧の行を数えると{counted}件です。"
            readings = (Reading(f"{fact.value}", source),)
            found.append(Conflict("count-mismatch", "medium", subject, None, readings, f"{counted}", why))
    return found


def _distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """One reading a value, the first place of each."""
    first: dict[str, Reading] = {}
    for reading in readings:
        first.setdefault(fold(reading.value), reading)
    return tuple(first.values())


def _source(document: str, said: Said | ProjectMention) -> Source:
    return Source(document, said.span)


def _names(project: Project) -> list[Conflict]:
    names = [(mention.name, _source(document, mention)) for document, mention in project.mentions]
    return of_names(project.label, project.key, names, "事業の名称")


def disputed_departments(project: Project) -> list[str]:
    """Return the 課 that fewer tables name than name the others, where tables disagree about a 事業's 課."""
    by_table: dict[str, set[str]] = defaultdict(set)
    for _, mention in project.mentions:
        if mention.departments:
            by_table[mention.table] |= {fold(said.text) for said in mention.departments}
    sets = list(by_table.values())
    if len(sets) < 2 or all(one == sets[0] for one in sets):
        return []
    accepted = max(sets, key=lambda one: (sum(one == other for other in sets), len(one)))
    labels = {fold(said.text): said.text for _, said in project.said("departments")}
    return [label for key, label in labels.items() if key not in accepted]


def _departments(project: Project) -> list[Conflict]:
    disputed = disputed_departments(project)
    if not disputed:
        return []
    readings = _distinct(Reading(said.text, _source(doc, said)) for doc, said in project.said("departments"))
    likely = "・".join(reading.value for reading in readings if reading.value not in disputed)
    why = "同じ事業の主管課が一覧によって異なります。多くの一覧が書いている方を採りました。"
    return [Conflict("department-mismatch", "high", project.label, project.key, readings, likely, why)]


def _states(project: Project) -> list[Conflict]:
    found = []
    for part, what in (("status", "終了・継続"), ("novelty", "新規・継続")):
        said = [(doc, item) for doc, item in project.said(part)]
        readings = _distinct(Reading(item.text.split("(")[0].split("(")[0], _source(doc, item)) for doc, item in said)
        if len(readings) > 1:
            why = f"同じ事業の{what}の別が一覧によって異なります。"
            found.append(Conflict(f"{part}-mismatch", "high", project.label, project.key, readings, None, why))
    return found


def _remarks(project: Project) -> list[Conflict]:
    """A remark that says the opposite of the row's own state: rows whose remarks were shifted show it."""
    states = {item.text for _, item in project.said("status")}
    if len(states) != 1:
        return []
    state = next(iter(states))
    found = []
    for document, remark in project.said("remark"):
        ends, goes_on = bool(_ENDS.search(remark.text)), bool(_GOES_ON.search(remark.text))
        if (state == "継続" and ends and not goes_on) or (state == "終了" and goes_on and not ends):
            source = _source(document, remark)
            readings = (Reading(state, source), Reading(remark.text[:200], source))
            why = f"区分は「{state}」ですが、備考は逆のことを述べています。備考の行がずれている可能性があります。"
            found.append(Conflict("remark-mismatch", "medium", project.label, project.key, readings, None, why))
    return found


def _numbered(project: Project) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for document, mention in project.mentions:
        if mention.number and not mention.is_repost:
            found.setdefault(number_key(mention.number), _source(document, mention))
    return found


def _numbers(projects: Sequence[Project]) -> list[Conflict]:
    """Two 事業 that bear each other's number, or one that bears two numbers."""
    found: list[Conflict] = []
    several = [(project, numbers) for project in projects if len(numbers := _numbered(project)) > 1]
    swapped: set[str] = set()
    for (one, numbers), (other, others) in combinations(several, 2):
        if set(numbers) == set(others):
            readings = tuple(
                Reading(f"{number} {project.label}", source)
                for project, places in ((one, numbers), (other, others))
                for number, source in places.items()
            )
            subject = f"{one.label} ／ {other.label}"
            why = "二つの事業の番号が、文書の中で入れ替わっています。"
            found.append(Conflict("number-swap", "high", subject, one.key, readings, None, why))
            swapped |= {one.key, other.key}
    for project, numbers in several:
        if project.key not in swapped:
            readings = tuple(Reading(number, source) for number, source in numbers.items())
            why = "同じ事業に二つの番号が付いています。"
            found.append(Conflict("number-mismatch", "high", project.label, project.key, readings, None, why))
    return found


def _missing_numbers(projects: Sequence[Project]) -> list[Conflict]:
    """A gap in the last part of the numbers below one prefix."""
    series: dict[str, dict[int, tuple[str, Source]]] = defaultdict(dict)
    for project in projects:
        for document, mention in project.mentions:
            match = re.fullmatch(r"(.*?\D)?([((]?)(\d{1,3})([))]?)", mention.number or "")
            if match and match[1]:
                key = number_key(match[1] + match[3])[: -len(match[3])]
                series[key].setdefault(int(match[3]), (mention.number or "", _source(document, mention)))
    found = []
    for numbers in series.values():
        for gap in sorted(set(range(1, max(numbers))) - set(numbers)):
            if len(numbers) < 3:
                continue
            before, source = numbers[max((n for n in numbers if n < gap), default=min(numbers))]
            after, source_after = numbers[min(n for n in numbers if n > gap)]
            missing = re.sub(r"\d+(?=\D*$)", str(gap), before)
            readings = (Reading(before, source), Reading(after, source_after))
            why = f"事業番号 {missing} がどの一覧にもありません（{before} の次が {after} です）。"
            found.append(Conflict("missing-number", "low", missing, None, readings, None, why))
    return found


def _missing_rows(projects: Sequence[Project]) -> list[Conflict]:
    """A 事業 that one list has and another list of the same 事業 lacks."""
    tables: dict[str, set[str]] = defaultdict(set)
    place: dict[tuple[str, str], tuple[str, Source]] = {}
    for project in projects:
        for document, mention in project.mentions:
            tables[mention.table].add(project.key)
            place.setdefault((mention.table, project.key), (mention.number or mention.name, _source(document, mention)))
    labels = {project.key: project.label for project in projects}
    found = []
    for one, other in combinations(tables, 2):
        common = tables[one] & tables[other]
        if len(common) < 3 or len(common) < _SAME_LIST * max(len(tables[one]), len(tables[other])):
            continue
        for has, lacks in ((one, other), (other, one)):
            for key in sorted(tables[has] - tables[lacks]):
                number, source = place[(has, key)]
                neighbour = next(iter(sorted(common)))
                there = place[(lacks, neighbour)][1]
                readings = (Reading(f"{number} {labels[key]}", source), Reading("この一覧には載っていません", there))
                why = f"{number} は一方の一覧にあり、同じ事業を並べたもう一方の一覧にはありません。"
                found.append(Conflict("missing-row", "medium", f"{number} {labels[key]}", key, readings, None, why))
    return _once(found)


def _once(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """One finding a subject and kind."""
    seen: dict[tuple[str, str], Conflict] = {}
    for conflict in conflicts:
        seen.setdefault((conflict.kind, conflict.subject), conflict)
    return list(seen.values())
