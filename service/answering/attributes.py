"""What the graph says of a named thing under the property that a question's words mean: 任期, 庶務, 根拠法令 …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Item
from service.answering.content import Term, coverage
from service.answering.evidence import Statement
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.passages import Found
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

OWNERS = (t.COUNCIL, t.POST, t.PLAN, t.LAW, t.ARTICLE)
_SILENT = frozenset({t.TYPE, t.LABEL, t.ALT_LABEL, t.NOTATION, t.LEVEL, t.IN_PLAN, t.NUMBER, t.SUB_ORGANIZATION_OF})
_ELSE = 0.4  # part of what else the question says that the passage of a value has to hold
_HOLDER = 9.0  # who holds a post is asked by 誰, a word of no worth by itself
_FIGURE_ASKED = 2.0  # a figure answers 何名, a list of names does not
_KINDS_OF_LAW = {"条例": ("条例",), "規則": ("規則",), "要綱": ("要綱",), "法律": ("法律", "法"), "法": ("法律", "法")}
_FOCUS = re.compile(r"^(は|って|を|とは|が)?(何|いつ|どの|どれ|どこ|どう|教え|知り|[?。]|$)")
_FIGURE = re.compile(r"^約?\d[\d,.]*\D{0,3}$")
_LATE = 2.0
_ARTICLE_ASKED = re.compile(r"何条")
_AND = re.compile(r"[、,]|及び|並びに|と")
_LIST = 2
_SHORTEST = 3
_SENTENCE = re.compile(r"(する|できる|ない|ある|いる)(。|$)|。.")
_AFFIRMED = re.compile(r"できる|する$|とする|公開")
_DENIED = re.compile(r"できない|しない|ない$|ならない$")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value of a property of a thing. iri: where the value is a thing; said: worth of the property's word that the
    question holds; place: where the question names the owner: the last one named is the most special; late: what the
    property's word is worth for standing late."""

    owner: Entity
    property: str
    value: str
    iri: str | None
    said: float
    place: int
    late: float = 0.0


def of_named(linked: Linked, tools: Tools, topic: Topic, *kinds: str, focused: bool = False) -> Result | None:
    """Return the values of the best said property of the things that a question names. kinds: classes of which a value
    has to be, where things of a class are asked for; focused: the property's word itself has to be asked for."""
    owners = _owners(linked, tools, topic)
    found = [a for owner in owners for a in _attributes(owner, linked, tools)]
    if focused:
        found = [a for a in found if any(_asked(linked.text, word) for word in _words(a.property, tools))]
    names = tools.knowledge.entities
    if kinds:
        found = [a for a in found if a.iri in names and names[a.iri].type in kinds]
    if not found:
        return None
    ordered = sorted(found, key=lambda a: (-a.said - a.late, -a.place))
    best = next((a for a in ordered if kinds or _says_it(a, linked, tools)), None)
    if best is None:
        return None
    chosen = [a for a in found if a.said == best.said and a.owner.iri == best.owner.iri]
    chosen = _bodies(chosen, tools) or chosen
    if _ARTICLE_ASKED.search(linked.text):
        chosen = [a for a in chosen if a.iri in names and names[a.iri].type == t.ARTICLE] or chosen
    chosen = _of_kind(_said_nearest(_of_level(chosen, linked, tools), linked, tools), linked, tools)
    return Result(
        items=tuple(_distinct(_item(a, tools) for a in chosen)),
        statements=tuple(Statement(a.owner.iri, a.property, None, a.value) for a in chosen),
        passages=tuple(_naming(best.owner, chosen, linked, tools)),
        text=f"「{best.owner.label}」の" + "。".join(_told(chosen, tools)) + "。",
        sparql=f"SELECT ?value WHERE {{ <{best.owner.iri}> <{best.property}> ?value }}",
        anchors=tuple(dict.fromkeys([best.owner.iri, *(a.iri for a in chosen if a.iri in names)])),
        boolean=_truth(chosen[0].value),
    )


def _asked(text: str, word: str) -> bool:
    at = text.find(word)
    return at >= 0 and _FOCUS.match(text[at + len(word) :]) is not None


def _told(chosen: Sequence[Attribute], tools: Tools) -> list[str]:
    """Return what is said of each property; a value that is a sentence stays one."""
    values: dict[str, dict[str, None]] = {}
    for attribute in chosen:
        values.setdefault(attribute.property, {})[attribute.value.rstrip("。")] = None
    labels = tools.knowledge.class_labels
    return [
        f"{labels.get(prop, '内容')}は「{'」「'.join(said)}」とされています"
        if any(_SENTENCE.search(value) for value in said)
        else f"{labels.get(prop, '内容')}は{'、'.join(said)}です"
        for prop, said in sorted(values.items(), key=lambda pair: pair[0], reverse=True)
    ]


def _of_level(chosen: list[Attribute], linked: Linked, tools: Tools) -> list[Attribute]:
    """Return the plans of the level asked for (国の計画), all where none is or no plan has it."""
    wanted = {value.value for value in linked.values if value.property == "level"}
    values = " ".join(f"<{a.iri}>" for a in chosen if a.iri)
    bodies = {iri for mention in linked.entities(t.ORGANIZATION) for iri in mention.iris}
    if bodies and values:
        rows = tools.select(f"SELECT ?x ?b WHERE {{ VALUES ?x {{ {values} }} ?x <{t.ISSUER}> ?b }}")
        theirs = {row["x"] for row in rows if row["b"] in bodies}
        if theirs:
            return [a for a in chosen if a.iri in theirs]
    if not wanted or not values:
        return chosen
    rows = tools.select(f"SELECT ?x ?l WHERE {{ VALUES ?x {{ {values} }} ?x <{t.LEVEL}> ?l }}")
    fitting = {row["x"] for row in rows if row["l"] in wanted}
    return [a for a in chosen if a.iri in fitting] or chosen


def _bodies(chosen: list[Attribute], tools: Tools) -> list[Attribute]:
    """Return the bodies that the best supported value lists by their names (本部会、幹事会及び…)."""
    values = [a for a in chosen if a.property == t.MEMBERS and a.iri is None]
    if not values:
        return []

    def support(attribute: Attribute) -> int:
        return len(tools.evidence.passages(Statement(attribute.owner.iri, attribute.property, attribute.value)))

    best = max(values, key=support)
    parts = [fold(part) for part in _AND.split(best.value)]
    councils = tools.catalogue.names(t.COUNCIL)
    named = [c for part in parts for c in councils.called(part)]
    if len(named) < len(parts) or len(parts) < _LIST:
        return []
    return [replace(best, value=c.label, iri=c.iri) for c in named]


def _of_kind(chosen: list[Attribute], linked: Linked, tools: Tools) -> list[Attribute]:
    """Return the rules of the kind asked for (条例, 規則): where none is, those on which they rest that are."""
    kinds = {m.text for m in linked.classes() if t.LAW in m.iris and m.text in _KINDS_OF_LAW}
    names = tools.knowledge.entities
    if not kinds or not all(a.iri in names and names[a.iri].type == t.LAW for a in chosen):
        return chosen
    endings = tuple(ending for kind in kinds for ending in _KINDS_OF_LAW[kind])
    fitting = [a for a in chosen if a.value.endswith(endings)]
    if fitting:
        return fitting
    values = " ".join(f"<{a.iri}>" for a in chosen)
    rows = tools.select(f"SELECT ?x ?b WHERE {{ VALUES ?x {{ {values} }} ?x <{t.BASED_ON}> ?b }}")
    behind = [names[row["b"]] for row in rows if row["b"] in names and names[row["b"]].label.endswith(endings)]
    owners = {a.iri: names[a.iri] for a in chosen if a.iri}
    return [
        Attribute(owners[row["x"]], t.BASED_ON, law.label, law.iri, chosen[0].said, chosen[0].place)
        for law in behind
        for row in rows
        if row["b"] == law.iri
    ] or chosen


def _said_nearest(chosen: list[Attribute], linked: Linked, tools: Tools) -> list[Attribute]:
    """Return the values that the passage names beside what else the question says (人材育成の面で連携する計画), all
    where the passage does not tell them apart."""
    words = "".join(word for one in chosen for word in _words(one.property, tools))
    left = [x for x in linked.topics() if tools.linker.known(x) and x.forms[0] not in words]
    if len(chosen) < 2 or not left:
        return chosen
    worth: dict[int, float] = {}
    for index, one in enumerate(chosen):
        passages = tools.evidence.passages(Statement(one.owner.iri, one.property, one.iri))
        worth[index] = max((_beside(fold(p.text), fold(one.value), left, chosen) for p in passages), default=0.0)
    best = max(worth.values())
    near = [one for index, one in enumerate(chosen) if worth[index] >= best * 0.99]
    return near if best >= _ELSE and len(near) < len(chosen) else chosen


def _beside(text: str, value: str, terms: Sequence[Term], others: Sequence[Attribute]) -> float:
    """Return which part of the terms' worth stands before a value, behind the other values before it."""
    at = text.find(value)
    if at < 0:
        return 0.0
    ends = [text.rfind(fold(o.value), 0, at) + len(fold(o.value)) for o in others if fold(o.value) in text[:at]]
    return coverage(terms, text[max(ends, default=0) : at])


def _says_it(attribute: Attribute, linked: Linked, tools: Tools) -> bool:
    """Return whether what states the value, or the words for its property, hold what else the question says."""
    said = _words(attribute.property, tools)
    words = "".join(said)
    left = [x for x in linked.rest if not x.pair and tools.linker.known(x) and x.forms[0] not in words]
    left = [x for x in left if not any(word in x.forms[0] for word in said)]
    if not left or (len(left) < 2 and linked.says("yesno") and linked.entities(attribute.owner.type)):
        return True
    passages = tools.evidence.passages(Statement(attribute.owner.iri, attribute.property))
    return not passages or max(coverage(left, fold(passage.text)) for passage in passages) >= _ELSE


def _words(prop: str, tools: Tools) -> list[str]:
    """Return the folded words for a property."""
    return [*tools.knowledge.property_words.get(prop, ()), *wording().properties.get(prop.removeprefix(t.NS), ())]


def _naming(owner: Entity, chosen: Sequence[Attribute], linked: Linked, tools: Tools) -> Sequence[Found]:
    """Return quotes that name the owner, for values of the reference data, which no document states."""
    if any(tools.evidence.passages(Statement(a.owner.iri, a.property)) for a in chosen):
        return ()
    return tools.retrieval.holding(owner.label, owner.names, linked.terms, limit=1)


def _owners(linked: Linked, tools: Tools, topic: Topic) -> list[Entity]:
    """Return the things that may have the property: posts of the body that is named, then what is named itself."""
    named = [tools.knowledge.entities[iri] for m in linked.entities(*OWNERS) for iri in m.iris]
    named += anchors.taken_over(linked, topic, tools, OWNERS)
    bodies = {e.iri for e in named if e.type == t.COUNCIL}
    posts = [e for e in named if e.type == t.POST]
    if bodies and posts:
        values = " ".join(f"<{e.iri}>" for e in posts)
        rows = tools.select(f"SELECT ?x ?c WHERE {{ VALUES ?x {{ {values} }} ?x <{t.POST_IN}> ?c }}")
        inside = {row["x"] for row in rows if row["c"] in bodies}
        return [e for e in posts if e.iri in inside] + [e for e in named if e.type != t.POST]
    plans: list[str | None] = [linked.plan] if linked.plan else [*dict.fromkeys(linked.plans)]
    if not plans and not named and linked.speaks_of(t.PLAN):
        plans = [tools.knowledge.current]  # 国のどの計画を踏まえていますか: the plan in force is meant
    named += [tools.knowledge.entities[iri] for iri in plans if iri is not None and iri in tools.knowledge.entities]
    return named


def _attributes(owner: Entity, linked: Linked, tools: Tools) -> Iterable[Attribute]:
    text = linked.text
    for mention in linked.mentions:
        if mention.kind == "entity":
            text = text.replace(mention.text, "｜")
    for word in (word for role in ("new", "old") for word in wording().plans[role] if linked.plans):
        text = text.replace(word, "｜")  # 前計画 names a plan here, not the relation to it
    for row in tools.select(f"SELECT ?p ?o WHERE {{ <{owner.iri}> ?p ?o }}"):
        if row["p"] in _SILENT:
            continue
        words = _words(row["p"], tools)
        told = [word for word in words if _stem(word) in text]
        said = max(map(tools.linker.worth, told), default=0.0)
        if said and linked.asks("value") and _FIGURE.match(fold(row["o"])):
            said += _FIGURE_ASKED
        if row["p"] == t.HELD_BY and linked.asks("holder"):
            said = max(said, _HOLDER)
        if not said:
            continue
        other = tools.knowledge.entities.get(row["o"])
        value = other.label if other else row["o"]
        late = max((_late(text, word) for word in told), default=0.0)
        yield Attribute(owner, row["p"], value, row["o"] if other else None, said, _place(owner, linked), late)


def _stem(word: str) -> str:
    """Return what stays of a word when it is inflected: 踏まえる is said in 踏まえている."""
    return word[:-1] if len(word) > _SHORTEST and word[-1] in "るうくすむぐ" else word


def _late(text: str, word: str) -> float:
    """Return what a word is worth for standing late: the predicate at the end says what is asked."""
    return _LATE * (text.find(_stem(word)) + len(word)) / len(text)


def _place(owner: Entity, linked: Linked) -> int:
    return max((m.end for m in linked.mentions if owner.iri in m.iris), default=0)


def _item(attribute: Attribute, tools: Tools) -> Item:
    kind = tools.knowledge.class_labels.get(attribute.property)
    if attribute.iri:
        thing = tools.knowledge.entities[attribute.iri]
        if thing.type == t.YEAR:
            return Item(label=thing.label, iri=thing.iri, type=kind, year=era_short(int(thing.numbers[0])))
        return item(thing, tools.knowledge)
    if _FIGURE.match(fold(attribute.value)):
        return Item(label=attribute.owner.label, iri=attribute.owner.iri, type=kind, value=attribute.value)
    return Item(label=attribute.value, type=kind)


def _distinct(items: Iterable[Item]) -> list[Item]:
    return list({(i.label, i.value): i for i in items}.values())


def _truth(said: str) -> bool | None:
    """Return whether a value affirms or denies something that may be asked by yes or no."""
    if _DENIED.search(said):
        return False
    return True if _AFFIRMED.search(said) else None
