"""How plans and rules stand to laws and to one another: 根拠, 整合, 上位計画, 連携, 前計画."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.japanese import fold
from ingest.extract.articles import rules
from ingest.extract.named_plans_and_laws import Named, mentions
from ingest.extract.plan_mentions import canonical, is_statutory, subject
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Piece, Sentence, pieces, plain
from ingest.model.document import BlockKind, Document, Span
from ingest.model.facts import Relation, RelationFact
from ontology.loader import Roles

_POSITION = re.compile(r"位置付け|位置づけ|趣旨|目的|関連計画|上位計画|関係")
_MADE = re.compile(r"「([^「」]+)」(?:を|が)[^。「」]{0,30}(?:策定|公表|決定)")
_OWN = re.compile(r"次期計画|本計画|当計画")
_NEXT = re.compile(r"次期計画(?:について|として|である|を|は|「)")
_LONGEST_NAME_LINE = 60
_FORWARD = re.compile(r"同(?:[^はをがに、]{0,10}?)(?:計画|方針|プラン)を(?:具体化|推進|実現)")


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that says a relation, and where it stands in the sentence."""

    relation: Relation
    start: int
    end: int


def facts(document: Document, roles: Roles) -> list[RelationFact]:
    """Return the relations that sentences and lists state, each between names in the fullest form the document has."""
    reader = _Reader(document, roles)
    found = [*reader.of_sentences(), *reader.of_lists(), *reader.of_rules(), *reader.of_editions()]
    return list(dict.fromkeys(sorted(found, key=lambda fact: fact.span)))


class _Reader:
    """The plans and laws of one document, and the words that relate them."""

    def __init__(self, document: Document, roles: Roles) -> None:
        self.document = document
        self.own = subject(document)
        self.names: Mapping[str, str] = canonical(document)
        pairs = [(plain(word), Relation(key)) for key, group in roles.relations.items() for word in group]
        self.relation = dict(pairs)
        self.cue = re.compile(any_of(tuple(sorted(self.relation, key=len, reverse=True))))

    def of_sentences(self) -> Iterator[RelationFact]:
        """Yield what each sentence says, its subject being this plan, a plan that it says was made, or 同計画."""
        last: str | None = None
        held = {part.order for rule in rules(self.document) for item in rule.articles for part in item.pieces()}
        for sentence, named in mentions(self.document):
            if sentence.piece.order not in held:
                yield from self._sentence(sentence, named, last)
            plans = [item for item in named if item.kind == "plan"]
            made = _MADE.findall(sentence.plain)
            if plans:
                last = self.names.get(fold(made[-1]), made[-1]) if made else self._name(plans[-1])

    def _sentence(self, sentence: Sentence, named: tuple[Named, ...], last: str | None) -> Iterator[RelationFact]:
        cues = [_Cue(self.relation[match[0]], *match.span()) for match in self.cue.finditer(sentence.plain)]
        if not cues or sentence.plain.startswith("出典"):
            return
        objects = [item for item in named if not (item.kind == "plan" and is_statutory(self.document, item.name))]
        actor = self._actor(sentence, named, last)
        for item in objects:
            if last and re.match(r"」?に(?:変更|改称|改め|名称)", sentence.plain[item.end :]):
                yield RelationFact(self._name(item), Relation.REPLACES, last, False, _evidence(sentence))
                continue
            direct = self._based_directly(sentence, item, named)
            if direct:
                yield self._fact(direct, Relation.BASED_ON, item, sentence)
            cue = self._cue_for(sentence, item, cues, objects)
            if cue and actor and fold(actor) != fold(self._name(item)) and (direct is None):
                relation = self._fitting(cue.relation, item, sentence, cue)
                if relation:
                    yield self._fact(actor, relation, item, sentence)
        if _FORWARD.search(sentence.plain) and last and actor and fold(actor) != fold(last):
            yield RelationFact(actor, Relation.SUPPORTS, last, False, _evidence(sentence))

    def _actor(self, sentence: Sentence, named: tuple[Named, ...], last: str | None) -> str | None:
        """Return the plan that the sentence is about."""
        text = sentence.plain
        if made := [name for name in _MADE.findall(text)]:
            of_text = [item for item in named if plain(item.name).replace(" ", "") == made[-1].replace(" ", "")]
            if of_text and (self.own is None or fold(of_text[0].name) != fold(self.own)):
                return self._name(of_text[0])
        if re.match(r"同[^はをが、]{0,10}?(?:計画|方針|プラン)は", text):
            return last
        if any(word in text for word in words().this_plan) or _OWN.search(text):
            return self.own
        about = any(_POSITION.search(heading) for heading in sentence.piece.section[-3:])
        if (
            about
            or re.search(r"概要|趣旨", sentence.piece.heading)
            or (sentence.piece.is_cell and self.own in text if self.own else False)
        ):
            return self.own
        return None

    def _based_directly(self, sentence: Sentence, item: Named, named: tuple[Named, ...]) -> str | None:
        """Return the plan named right behind ``…法に基づく「…計画」``."""
        if item.kind != "law":
            return None
        behind = re.match(r"に基づく「", sentence.plain[item.end :])
        after = next((other for other in named if behind and other.start == item.end + behind.end()), None)
        if after is None or after.kind != "plan" or is_statutory(self.document, after.name):
            return None
        return self._name(after)

    def _cue_for(self, sentence: Sentence, item: Named, cues: list[_Cue], objects: list[Named]) -> _Cue | None:
        """Return the first relating word behind a name, other names in a list with it passed over."""
        for cue in cues:
            if cue.start < item.end - 1 or cue.start - item.end > 70:
                continue
            if any(other.start < cue.start < other.end for other in objects):
                continue
            between = sentence.plain[item.end : cue.start]
            if "。" in between or re.search(r"ほか、|とともに、|であるとともに", between):
                return None
            return cue
        return None

    def _fitting(self, relation: Relation, item: Named, sentence: Sentence, cue: _Cue) -> Relation | None:
        """Return the relation as it fits what the name is: laws are rested on, predecessors taken over."""
        if item.kind == "law":
            return Relation.BASED_ON if relation in {Relation.BASED_ON, Relation.ALIGNED_WITH} else None
        if relation is Relation.REPLACES:
            renamed = "名称を改め" in sentence.plain and self.own is not None and cue.start > sentence.plain.find("「")
            near = cue.start - item.end <= 45 or renamed
            return (
                relation if near and not re.match(r"理念|これまで", sentence.plain[cue.start - 4 : cue.start]) else None
            )
        return relation

    def of_lists(self) -> Iterator[RelationFact]:
        """Yield what a list under a lead-in like 法律、国・県の計画 says within the chapter on the plan's position."""
        lead: tuple[Piece, set[str]] | None = None
        by_piece = {sentence.piece.order: (sentence, named) for sentence, named in mentions(self.document)}
        text = pieces(self.document)
        for piece in text:
            if piece.is_cell:
                lead = None
            elif piece.is_heading and (kinds := self._lead_in(piece)):
                lead = (piece, kinds)
            elif piece.is_heading and piece.block.marker:
                lead = None
            elif lead and piece.order in by_piece and len(piece.text) <= _LONGEST_NAME_LINE:
                sentence, named = by_piece[piece.order]
                if piece.block.kind is BlockKind.LIST_ITEM or len(named[0].name) + 25 > len(piece.text):
                    yield from self._listed(lead, sentence, named)

    def _lead_in(self, piece: Piece) -> set[str]:
        """Return whether a heading announces laws, plans or both."""
        words_of = words()
        title = piece.plain.strip()
        if (
            len(title) > 30
            or not self.own
            or fold(self.own) in fold(title)
            or re.search(r"\d+-\d+|期間|体系|趣旨|目的|位置", title)
        ):
            return set()
        about = any(_POSITION.search(heading) for heading in piece.section)
        kinds = {"law"} if re.search(any_of(words_of.law_lists), title) else set()
        if re.search(r"(?:国|県|市|町|村|区|関連|関係|上位|個別)[^。]*計画$", title):
            kinds.add("plan")
        return kinds if about or kinds == {"law", "plan"} else set()

    def _listed(
        self, lead: tuple[Piece, set[str]], sentence: Sentence, named: tuple[Named, ...]
    ) -> Iterator[RelationFact]:
        if self.own is None:
            return
        for item in named:
            if item.kind not in lead[1] or fold(self._name(item)) == fold(self.own):
                continue
            relation = Relation.BASED_ON if item.kind == "law" else Relation.ALIGNED_WITH
            if re.search(r"総合計画|総合振興計画|基本構想", item.name):
                relation = Relation.SUPPORTS
            span = lead[0].place.cover(sentence.span())
            is_near = span.end - span.start <= 300
            yield self._fact(self.own, relation, item, sentence, span if is_near else sentence.span())

    def of_rules(self) -> Iterator[RelationFact]:
        """Yield the ordinance under which a rule's body is set up (…条例第2条の規定により設置される)."""
        held = {rule.name for rule in rules(self.document)}
        heads = {part.parts[0][0].order: rule for rule in rules(self.document) for part in rule.articles[0].paragraphs}
        for sentence, named in mentions(self.document):
            rule = heads.get(sentence.piece.order)
            for item in named:
                if (
                    rule
                    and item.kind == "law"
                    and item.name not in held
                    and re.match(r"\s*の規定", sentence.plain[item.end :])
                ):
                    yield RelationFact(rule.name, Relation.BASED_ON, item.name, True, _evidence(sentence), item.article)

    def of_editions(self) -> Iterator[RelationFact]:
        """Yield the plan that ends where a paragraph speaks of it and of the next plan (次期計画)."""
        by_piece: dict[int, list[tuple[Sentence, tuple[Named, ...]]]] = {}
        for pair in mentions(self.document):
            by_piece.setdefault(pair[0].piece.order, []).append(pair)
        for pairs in by_piece.values():
            piece = pairs[0][0].piece
            if self.own is None or not _NEXT.search(piece.plain) or "計画期間" not in piece.plain:
                continue
            for sentence, named in pairs:
                for item in named:
                    ends = re.match(r"」?の計画期間[^。]*(?:終了|満了|終わ)", sentence.plain[item.end :])
                    if item.kind == "plan" and ends and fold(self._name(item)) != fold(self.own):
                        yield self._fact(self.own, Relation.REPLACES, item, sentence, piece.place)

    def _name(self, item: Named) -> str:
        return self.names.get(fold(item.name), item.name) if item.kind == "plan" else item.name

    def _fact(
        self, actor: str, relation: Relation, item: Named, sentence: Sentence, span: Span | None = None
    ) -> RelationFact:
        is_law = item.kind == "law"
        return RelationFact(actor, relation, self._name(item), is_law, span or _evidence(sentence), item.article)


def _evidence(sentence: Sentence) -> Span:
    return sentence.span()
