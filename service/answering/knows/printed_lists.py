"""Lists that documents print: chapters, sections under a heading, numbered or marked lines, first cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.japanese import fold, widths
from service.answering.knows.document_lines import Line

_NUMBER = re.compile(
    r"\s*(?:[-・•]\s+)?(?:(?P<sub>(?:\d{1,2}|[①-⑳])-[(（]?\d{1,2}[)）]?)|第?\s*(?P<chapter>0\s?\d|\d{1,2})(?:\s*章|[.．、:：]|\s)|[(（](?P<paren>\d{1,2})[)）]"
    r"|(?P<circle>[①-⑳])|<(?P<angle>\d{1,2})>|[(（]?(?P<kana>[ア-コｱ-ｺ])[)）]?(?=\s)"
    r"|【?(?P<word>[一-龠]{1,6})\s?(?P<nth>\d{1,2})(?=\s))\s*[.．、:：】]?\s*(?=[^\d\s])"
)
_MARK = re.compile(r"^\s*(?:-\s*)?(?P<mark>[・•◆■●○✓➤▶]|-|[\ue000-\uf8ff])\s*(?=\S)")
_CIRCLED = re.compile(r"([①-⑳])\s*([^①-⑳|\t\n]+)")
_KANA = "アイウエオカキクケコ"
_HALF = dict(zip("ｱｲｳｴｵｶｷｸｹｺ", _KANA, strict=True))
_DEEPEST = 2  # headings from the outermost to a chapter
_LONG = 80  # characters of an item at most
_MOST = 40
_ABOVE, _LEAD = 0.8, 0.9  # what a word counts that stands in a heading further up, in the line before the list


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as printed. number: its place as printed says, 0 without; title: without number and mark."""

    title: str
    number: int
    kind: str
    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Items that belong together. heads: what they stand under, outermost first; lead: the line before them; chapters:
    whether they are the chapters of a document."""

    entries: tuple[Entry, ...]
    heads: tuple[str, ...]
    lead: str = ""
    chapters: bool = False

    @property
    def levels(self) -> tuple[tuple[float, str], ...]:
        """What it stands under, with what a word counts there."""
        heads = [fold(head) for head in self.heads]
        return (1.0, heads[-1] if heads else ""), (_LEAD, fold(self.lead)), (_ABOVE, "".join(heads[:-1]))


def listings(lines: Sequence[Line]) -> tuple[Listing, ...]:
    """Return every list of some lines, in their order."""
    found: list[Listing] = []
    for _, group in groupby(lines, key=lambda line: line.document):
        document = list(group)
        found += [*_chapters(document), *_sections(document)]
        for section, together in groupby(document, key=lambda line: line.section):
            own = list(together)
            found += [*_runs(section, own), *_circled(section, own), *_rows(section, own)]
    return tuple(one for one in found if 1 < len(one.entries) <= _MOST)


def entry(text: str, line: Line) -> Entry | None:
    """Return the item that a line or heading is, None where it is none."""
    plain = widths(text)
    numbered = _NUMBER.match(plain)
    if numbered is not None:
        kind = next(name for name, value in numbered.groupdict().items() if value and name != "nth")
        title = plain[numbered.end() :].strip()
        if kind == "word":
            kind = numbered["word"]
        return Entry(_clean(title), _value(numbered), kind, line) if title else None
    marked = _MARK.match(text)
    if marked is not None:
        inner = entry(text[marked.end() :], line) if marked["mark"] == "-" else None
        return inner or Entry(_clean(text[marked.end() :]), 0, marked["mark"], line)
    return None


def _value(match: re.Match[str]) -> int:
    if match["sub"]:
        return int(match["sub"].split("-")[1].strip("()（）"))
    if match["circle"]:
        return ord(match["circle"]) - 0x245F
    if match["kana"]:
        return _KANA.index(_HALF.get(match["kana"], match["kana"])) + 1
    said = match["chapter"] or match["paren"] or match["angle"] or match["nth"] or "0"
    return int(said.replace(" ", ""))


def _clean(title: str) -> str:
    return " ".join(title.split()).rstrip("。")


def _chapters(document: Sequence[Line]) -> Iterator[Listing]:
    """Yield the runs of outermost headings that are counted from one."""
    tops = [line for line in document if line.section]
    firsts = {line.section[0]: line for line in reversed(tops)}
    entries = [e for head, line in sorted(firsts.items(), key=lambda p: p[1].start) if (e := entry(head, line))]
    run: list[Entry] = []
    for one in [e for e in entries if e.kind == "chapter"]:
        if run and one.number != run[-1].number + 1:
            yield Listing(tuple(run), (one.line.section[0],), "", True)
            run = []
        if run or one.number == 1:
            run.append(one)
    if run:
        yield Listing(tuple(run), (), "", True)


def _sections(document: Sequence[Line]) -> Iterator[Listing]:
    """Yield the headings right under another: those of one kind of number or mark, under a chapter also plain ones."""
    under: dict[tuple[str, ...], dict[str, Line]] = {}
    for line in document:
        for depth in range(1, len(line.section)):
            under.setdefault(line.section[:depth], {}).setdefault(line.section[depth], line)
    for path, heads in under.items():
        entries = [e for head, line in heads.items() if (e := entry(head, line))]
        if not entries and chapter(path):
            yield Listing(tuple(Entry(_clean(head), 0, "head", line) for head, line in heads.items()), path)
        for kind, alike in groupby(entries, key=lambda e: e.kind):
            one = tuple(alike)
            counted = [e.number for e in one] == list(range(1, len(one) + 1))
            yield Listing(one, path, "", kind == "chapter" and len(path) == 1 and counted and not chapter(path))


def chapter(path: Sequence[str]) -> int:
    """Return the number of the chapter that a path of headings ends in, 0 elsewhere."""
    if not path or len(path) > _DEEPEST:
        return 0
    match = _NUMBER.match(widths(path[-1]))
    return _value(match) if match and match["chapter"] else 0


def _runs(section: tuple[str, ...], lines: Sequence[Line]) -> Iterator[Listing]:
    """Yield the lines of one mark that follow each other, with what explains each between them."""
    run: list[Entry] = []
    lead = ""
    before = ""
    for line in lines:
        one = entry(line.text, line)
        if one is not None and len(one.title) > _LONG:
            one = None
        if one is None:
            before = line.text
            continue
        goes_on = run and one.kind == run[-1].kind and (not one.number or one.number == run[-1].number + 1)
        if not goes_on:
            if run:
                yield Listing(tuple(run), section, lead)
            run, lead = [], before
        run.append(one)
    if run:
        yield Listing(tuple(run), section, lead)


def _circled(section: tuple[str, ...], lines: Sequence[Line]) -> Iterator[Listing]:
    """Yield items with circled numbers that stand in cells, in the order of their numbers."""
    cells = [line for line in lines if len(_CIRCLED.findall(line.text)) > 1 and "|" in line.text]
    found = {
        m[1]: Entry(_clean(m[2]), ord(m[1]) - 0x245F, "circle", line)
        for line in cells
        for m in _CIRCLED.finditer(line.text)
    }
    entries = tuple(found[mark] for mark in sorted(found))
    if entries and [e.number for e in entries] == list(range(1, len(entries) + 1)):
        yield Listing(entries, section)


def _rows(section: tuple[str, ...], lines: Sequence[Line]) -> Iterator[Listing]:
    """Yield the first cells of rows with several."""
    rows = [list(cells) for _, cells in groupby(lines, key=lambda line: line.row)]
    firsts = [cells[0] for cells in rows if len(cells) > 1 and not entry(cells[0].text, cells[0])]
    found = tuple(Entry(_clean(line.text), 0, "row", line) for line in firsts if len(fold(line.text)) <= _LONG)
    if found:
        yield Listing(found, section)
