"""Saved queries: `queries/*.rq` with their titles and typed parameters, and the safe binding of arguments.

The head of a file is comments in a fixed form, explained for staff in `queries/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from ontology import terms
from ontology.errors import DataFileError, ParameterError
from ontology.reference import year_labels

Find = Callable[[str, str], Sequence[str]]
Bindings = dict[Variable, NamedNode | BlankNode | Literal | Triple]  # what pyoxigraph takes as `substitutions`

ENTITY_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "project": terms.PROJECT,
        "plan": terms.PLAN,
        "unit": terms.UNIT,
        "law": terms.LAW,
        "goal": terms.GOAL,
        "frame": terms.FRAME,
        "council": terms.COUNCIL,
        "term": terms.TERM,
        "indicator": terms.INDICATOR,
    }
)
PLAIN_TYPES = ("string", "integer", "year", "iri")
RESERVED = ("format", "bom", "limit", "offset")  # what the HTTP address takes besides a query's own parameters
MOST_CHARACTERS = 1000
MOST_CHOICES = 1000  # combinations of things that the names of one request may mean
_FOLDER = Path(__file__).parent / "queries"
_IRI = re.compile(r"(?:https?|urn):[^\s<>\"{}|\\^`]+")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a saved query.

    type: one of PLAIN_TYPES or of ENTITY_TYPES; label: its Japanese name; example: or None; omitted: what comes out
    where it is left away, or None where it is required.
    """

    name: str
    type: str
    label: str
    example: str | None
    omitted: str | None

    @property
    def required(self) -> bool:
        """Return whether the query needs it."""
        return self.omitted is None

    @property
    def entity_class(self) -> str | None:
        """Return the IRI of the class of things that it names, or None for plain values."""
        return ENTITY_TYPES.get(self.type)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved SPARQL query. name: the file's name without `.rq`; text: the SPARQL, comments included."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def bindings(self, arguments: Mapping[str, str], find: Find) -> list[Bindings]:
        """Return the `substitutions` with which to run the text; run it once for each and put the rows together.

        find(class IRI, name) gives the IRIs of the things that a name may mean, things of subclasses included: several
        where two plans hold a 事業 of the same name. Empty arguments count as left away. Raises ParameterError.
        """
        given = {name: value.strip() for name, value in arguments.items() if value.strip()}
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := given.keys() - known.keys():
            names = "、".join(known) or "ありません"
            raise ParameterError(f"引数「{'、'.join(sorted(unknown))}」はありません。使える引数：{names}。")
        for name, text in given.items():
            if len(text) > MOST_CHARACTERS:
                raise ParameterError(f"「{known[name].label}」は{MOST_CHARACTERS}文字以内で指定してください。")
        for parameter in self.parameters:
            if parameter.required and parameter.name not in given:
                raise ParameterError(f"引数「{parameter.name}」（{parameter.label}）を指定してください。")
        variables = [Variable(name) for name in given]
        meant = [_values(known[name], text, find) for name, text in given.items()]
        if (count := prod(map(len, meant))) > MOST_CHOICES:
            raise ParameterError(f"当てはまるものが{count:,}件あります。名前でなくIRIで指定してください。")
        return [dict(zip(variables, choice, strict=True)) for choice in product(*meant)]


@cache
def saved_queries() -> Mapping[str, SavedQuery]:
    """Return the saved queries by name, sorted; raises DataFileError where a head does not read."""
    return MappingProxyType(
        {path.stem: read_query(path.stem, path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.rq"))}
    )


def read_query(name: str, text: str) -> SavedQuery:
    """Return one saved query from its text; raises DataFileError with what to mend."""
    file = f"queries/{name}.rq"
    head: dict[str, list[str]] = {"題名": [], "説明": [], "引数": []}
    for line in text.splitlines():
        if match := re.match(r"#\s*(題名|説明|引数)\s*[:：]\s*(.+)", line):
            head[match[1]].append(match[2].strip())
    if len(head["題名"]) != 1 or len(head["説明"]) != 1:
        raise DataFileError(file, "はじめに「# 題名: …」と「# 説明: …」を一行ずつ書いてください。")
    parameters = tuple(_parameter(file, line) for line in head["引数"])
    projection = text.upper().find("WHERE")
    for parameter in parameters:
        if not re.search(rf"\?{parameter.name}\b", text[:projection]):
            raise DataFileError(file, f"引数「{parameter.name}」の変数 ?{parameter.name} を SELECT に書いてください。")
    return SavedQuery(name, head["題名"][0], head["説明"][0], parameters, text)


def _parameter(file: str, line: str) -> Parameter:
    name, *parts = (part.strip() for part in re.split(r"[;；]", line))
    values = {key: "".join(value) for key, *value in (part.split(maxsplit=1) for part in parts) if key}
    fits = (
        _VARIABLE.fullmatch(name)
        and name not in RESERVED
        and values.keys() <= {"型", "名前", "例", "省略", "必須"}
        and values.get("型") in {*PLAIN_TYPES, *ENTITY_TYPES}
        and values.get("名前")
        and ("必須" in values) != ("省略" in values)
    )
    if not fits:
        problem = f"「# 引数: {line}」を「# 引数: 変数 ; 型 … ; 名前 … ; 必須（または 省略 …）」の形にしてください。"
        raise DataFileError(file, problem)
    return Parameter(name, values["型"], values["名前"], values.get("例"), values.get("省略"))


def _values(parameter: Parameter, text: str, find: Find) -> list[NamedNode | Literal]:
    """The terms that an argument may mean."""
    if any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise ParameterError(f"「{parameter.label}」に文字でないものが入っています。")
    if parameter.type == "string":
        return [Literal(text)]
    if parameter.type == "integer":
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ParameterError(f"「{parameter.label}」は整数で指定してください（「{text}」は読めません）。")
        return [Literal(int(text))]
    if parameter.type == "year":
        year = _years().get(text)
        if year is None:
            raise ParameterError(
                f"「{parameter.label}」は 2030、R12、令和12年度 のように指定してください（「{text}」は読めません）。"
            )
        return [Literal(year)]
    if _IRI.fullmatch(text):
        try:
            return [NamedNode(text)]
        except ValueError:
            raise ParameterError(f"「{parameter.label}」の IRI が正しくありません（「{text}」）。") from None
    if parameter.entity_class is None:
        raise ParameterError(f"「{parameter.label}」は http で始まる IRI で指定してください（「{text}」）。")
    if parameter.type == "goal" and re.fullmatch(r"[1-9]|1[0-7]", text):
        return [NamedNode(f"{terms.SDG}{text}")]
    if not (found := find(parameter.entity_class, text)):
        raise ParameterError(f"「{text}」という{parameter.label}は見つかりません。名前を確かめてください。")
    return [NamedNode(iri) for iri in found]


@cache
def _years() -> Mapping[str, int]:
    years: dict[str, int] = {}
    for year in range(1868, 2101):
        label, others = year_labels(year)
        for form in (label, *others):
            years.setdefault(form, year)
    return years
