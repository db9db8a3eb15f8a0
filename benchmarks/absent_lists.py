"""Lists of 事業 of a town that does not exist, with questions about what they hold and about named things they do not.

The words are those of `absent.yaml`; the same seed makes the same lists and questions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from random import Random
from typing import Any

import yaml

from service.evaluation.question_file import Expected, Question

SEED = 1
ANSWERABLE = 45  # questions about what a list holds
_FILE = Path(__file__).with_name("absent.yaml")
_A_GROUP = 10  # 事業 that share the first part of their number
_NEIGHBOURS = 6  # 事業 of other lists that are asked for in one


@dataclass(frozen=True, slots=True)
class Listed:
    """One 事業 of a list. indicator: its name, None where it has none; values: as printed, by year."""

    number: str
    name: str
    department: str
    summary: str
    indicator: str | None
    values: Mapping[str, str]


@cache
def words() -> Mapping[str, Any]:
    """Return what `absent.yaml` holds."""
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def projects(size: int, seed: int = SEED) -> tuple[Listed, ...]:
    """Return so many 事業, half of them with an indicator; the one of a list of one has it."""
    random = Random(f"{seed}/{size}")
    having = [one for one in words()["present"] if "indicator" in one]
    without = [one for one in words()["present"] if "indicator" not in one]
    if not 0 < size // 2 + size % 2 <= len(having) or size // 2 > len(without):
        raise ValueError(f"there are 1 to {len(having) + len(without)} 事業")
    drawn = random.sample(having, size // 2 + size % 2) + random.sample(without, size // 2)
    random.shuffle(drawn)
    return tuple(
        Listed(
            f"{at // _A_GROUP + 1}-{at % _A_GROUP + 1}",
            one["name"],
            one["department"],
            one["summary"],
            one.get("indicator"),
            {year: f"{one['first'] + one['step'] * at:,}{one['unit']}" for at, year in enumerate(words()["years"])}
            if "indicator" in one
            else {},
        )
        for at, one in enumerate(drawn)
    )


def document(listed: Sequence[Listed]) -> str:
    """Return a plan in Markdown: the table of its 事業, and the table of their indicators."""
    years = words()["years"]
    return "\n".join(
        (
            f"# {words()['plan']}\n",
            *_table(
                ("番号", "事業名", "主管課", "概要"),
                [(one.number, one.name, one.department, one.summary) for one in listed],
            ),
            "\n## 成果指標\n",
            *_table(
                ("番号", "事業名", "区分", "指標名", *years),
                [
                    (one.number, one.name, "成果", one.indicator, *(one.values[year] for year in years))
                    for one in listed
                    if one.indicator
                ],
            ),
            "",
        )
    )


def absent(listed: Sequence[Listed], seed: int = SEED) -> list[Question]:
    """Return questions about named things that are not in the list, so many of each kind as `absent.yaml` says."""
    random = Random(f"{seed}/{len(listed)}/absent")
    text = _folded(document(listed))
    here = {one.name for one in listed}
    others = [one["name"] for one in words()["present"] if one["name"] not in here]
    found = []
    for kind, known in words()["absent"].items():
        names = known["names"] + (random.sample(others, min(_NEIGHBOURS, len(others))) if kind == "事業" else [])
        for at, given in enumerate(random.sample(names, known["asked"])):
            near = random.choice(listed)
            name = given.format(project=near.name, department=near.department)
            if _folded(name) in text:
                raise ValueError(f"{name} is in the list of {len(listed)}")
            way = known["ways"][at % len(known["ways"])]
            asked = way.format(name=name, project=near.name, department=near.department)
            found.append(Question(f"{kind}-{at + 1}", kind, (asked,), Expected(status="not_found")))
    return found


def answerable(listed: Sequence[Listed], seed: int = SEED, count: int = ANSWERABLE) -> list[Question]:
    """Return questions about what the list holds: the kinds in turn, until there are so many."""
    random = Random(f"{seed}/{len(listed)}/answerable")
    kinds = {}
    for kind, ways in words()["answerable"].items():
        asked = dict(chain.from_iterable(_of_kind(kind, way, listed) for way in ways))
        kinds[kind] = random.sample([(question, kind, expected) for question, expected in asked.items()], len(asked))
    turns = [one for each in zip_longest(*kinds.values()) for one in each if one is not None]
    return [
        Question(f"{kind}-{at + 1}", kind, (question,), expected)
        for at, (question, kind, expected) in enumerate(turns[:count])
    ]


def _of_kind(kind: str, way: str, listed: Sequence[Listed]) -> Iterator[tuple[str, Expected]]:
    """Yield every question that one wording makes of a list, with what is right."""
    for one in listed:
        for year in one.values if kind == "目標" else [""]:
            asked = way.format(
                name=one.name, number=one.number, department=one.department, indicator=one.indicator, year=year
            )
            yield asked, _expected(kind, one, year, listed, of_department="{department}" in way)


def _expected(kind: str, one: Listed, year: str, listed: Sequence[Listed], of_department: bool) -> Expected:
    same = [other for other in listed if other.department == one.department]
    match kind:
        case "主管課":
            return Expected(labels=((one.department,),))
        case "番号":
            return Expected(values=((one.number,),))
        case "番号の事業":
            return Expected(labels=((one.name,),))
        case "課の事業":
            return Expected(labels=tuple((other.name,) for other in same))
        case "目標":
            return Expected(values=((one.values[year],),))
        case "件数":
            count = len(same if of_department else listed)
            return Expected(values=((f"{count}件", f"{count}", f"{count}事業"),))
        case "概要":
            return Expected(passage=(one.summary,))
    raise ValueError(f"absent.yaml: nobody knows what is right of {kind}")


def _table(head: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell or '' for cell in row)} |"


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
