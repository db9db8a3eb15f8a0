"""How strongly the words around a class's word say that it is what a question asks for."""

from __future__ import annotations

import re

from ontology import terms as t
from service.answering.reading.mentions import LISTABLE, Linked, Mention

_ASKED_AFTER = re.compile(
    r"^((の(?=どれ|どこ|どちら|どっち))|の?(一覧|リスト|名前|名称)|の(すべて|全て|全部|柱|項目))?(だけ|のみ)?(は|って|を|が|とは|で|も)?([2-9二三四五六]つ)?(とも)?"
    r"(全部|すべて|全て|一覧|ほか|他)?(に|を)?(何(?!年|件|人|名|%|パ|時|回|円|課|番|箇|か所|台|種)|なに|どれ|どの(?!くらい)|どこ|どう(?=です|でしょ|なの|[?。]|$)|教え|知り|挙げ|列挙|一覧|出して|答え|抜き出|拾|選んで|書き出|並べ|リスト|あり|ある|ない|[?。]|$)"
)
_TOPIC_AFTER = re.compile(r"^(は|って|を|が)")
_AMONG_AFTER = re.compile(r"^(の?(うち|中(?!身|心|央|核)|なか)|で、)")
_OWNER_AFTER = re.compile(r"^[のにでがと]")
_ASKED_BEFORE = re.compile(
    r"(どの|どこの|何の|なんの|どんな|どういう|どちらの|何て|なんて|何という|なんという|何番の)$"
)
_ASKS_OTHER = re.compile(
    r"^(は|って|を|が|とは|で|も)?(どの|どこの|何の|なんの|どんな|どちらの|誰の|何課|何番|何年|いつの)(?!くらい|ぐらい|よう)"
)
_CLOSING = "」』）)"  # 「目指す姿」はどれ: what stands behind a quoted word
_ASKS_ITSELF = re.compile(r"^(どの|どこの|何の|何|どちらの)")


def kind_strength(linked: Linked, mention: Mention) -> float:
    """Return how strongly the words around a class's word say that it is what is asked for."""
    before, after = linked.text[: mention.start], _behind(linked, mention)
    strength = 0.0
    if _AMONG_AFTER.search(after) and not (
        t.UNIT not in mention.iris and t.RESPONSIBLE in mention.iris and after.startswith("で")
    ):
        strength += 0 if _asks_of_them(linked, mention) else 4
    elif _ASKED_AFTER.search(after):
        strength += 1 if _ASKS_OTHER.search(after) else 3
    elif _TOPIC_AFTER.search(after):
        strength += 1
    elif _OWNER_AFTER.search(after):
        strength -= 2
    if _ASKED_BEFORE.search(before) or _ASKS_ITSELF.search(mention.text):
        strength += 3
    if t.RESPONSIBLE in mention.iris and strength < 3:
        strength -= 4  # 「○○課が主管の事業」: the word joins, it is not asked for
    return strength


def _behind(linked: Linked, mention: Mention) -> str:
    return linked.text[mention.end :].lstrip(_CLOSING)


def _asks_of_them(linked: Linked, mention: Mention) -> bool:
    """Return whether something else is asked for behind things that it is asked of: 重点事業のうち…の課を教えて."""
    later = [m for m in linked.classes() if m.start >= mention.end and not set(m.iris) & set(mention.iris)]
    return any(
        (_ASKED_AFTER.search(_behind(linked, m)) or _ASKED_BEFORE.search(linked.text[: m.start]))
        and set(classes_of(m)) & set(LISTABLE)
        for m in later
    )


def classes_of(mention: Mention) -> tuple[str, ...]:
    """Return the classes that a class or property word stands for: a property stands for what it leads to."""
    ranges = {t.RESPONSIBLE: t.UNIT, t.HAS_INDICATOR: t.INDICATOR, t.BASED_ON: t.LAW, t.SUCCEEDS: t.PROJECT}
    return tuple(ranges.get(iri, iri) for iri in mention.iris)
