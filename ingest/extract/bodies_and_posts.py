"""What rules say of bodies and posts: members, terms, who calls them together, who does their paperwork."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.extract.articles import Article, Paragraph, Rule, rules
from ingest.extract.running_text import plain
from ingest.model.document import Document, Span
from ingest.model.facts import OrganFact
from ontology.loader import Roles

_SHORT = re.compile(
    r"([一-龥ァ-ヶーA-Za-z0-9・々]{3,40}(?:の会議)?)\s*\((?:以下|次条において)\s*「([^「」]+)」という。?\)"
)
_RULE_ENDING = re.compile(r"(?:設置|運営)?(?:等に関する)?(?:規則|要綱|条例|要領|規程|規約|会則|細則)$")
_LIST = re.compile(r"、(?![^()]*\))|及び(?![^()]*\))|並びに(?![^()]*\))")
_PERSON = re.compile(r"(?:長|者|員|役|官|監|市民|代表|副市長|代理)(?:\(.*\))?$")


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a sentence stands: its rule and article, the rule's main body, and short names with their full ones."""

    rule: Rule
    article: Article
    main: str
    short: dict[str, str]

    def organ(self, name: str) -> str:
        """Return the full name of a body as the rule calls it; a meeting stands for its body."""
        name = re.sub(r"\s+|の(?:会議|委員|構成員|組織)$", "", name.strip())
        full = self.short.get(name, name)
        return self.main if full in {"", "会議", "委員", "構成員", "それぞれ"} or full.endswith("の会議") else full


@dataclass(frozen=True, slots=True)
class _Statement:
    """What a pattern reads of one sentence."""

    organ: str
    attribute: str
    value: str
    post: str | None = None


def facts(document: Document, roles: Roles) -> list[OrganFact]:
    """Return what the rules held by a document state of bodies and posts, a fact for each body and statement."""
    found: list[OrganFact] = []
    for rule in rules(document):
        if rule.name.endswith("法"):
            continue
        short, main = _names(rule)
        for article in rule.articles:
            context = _Context(rule, article, main, short)
            for paragraph in article.paragraphs:
                for stated in _read(context, paragraph):
                    found.append(_fact(context, stated, paragraph.span))
    return found


def _fact(context: _Context, stated: _Statement, span: Span) -> OrganFact:
    number = context.article.number
    value = re.sub(r"\s+", "", stated.value)
    return OrganFact(stated.organ, stated.attribute, value, span, context.rule.name, number, stated.post)


def _names(rule: Rule) -> tuple[dict[str, str], str]:
    """Return the rule's abbreviations and the body that it is about."""
    short: dict[str, str] = {}
    for article in rule.articles:
        for paragraph in article.paragraphs:
            for match in _SHORT.finditer(_flat(paragraph.text)):
                short.setdefault(match[2], match[1])
    titled = _RULE_ENDING.sub("", plain(rule.name))
    # A name that begins in hiragana cannot be told from the words before it; the rule's title has it whole.
    short = {key: titled if titled.endswith(full) else full for key, full in short.items()}
    bodies = [full for full in short.values() if not full.endswith("の会議")]
    return short, bodies[0] if bodies else titled


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", plain(text))


def _read(context: _Context, paragraph: Paragraph) -> Iterator[_Statement]:
    """Yield what the paragraph states; numbers in brackets at line starts are the items of a list."""
    lines = paragraph.text.split("\n")
    items = [
        _flat(re.sub(r"^\s*\(?[^()\s]{1,3}\)\s*|^\s*[一二三四五六七八九十]\s+", "", plain(line))) for line in lines[1:]
    ]
    text = _flat(lines[0] if items else paragraph.text)
    for pattern, reading in _PATTERNS:
        for match in pattern.finditer(text):
            yield from reading(context, match, items)


_Reading = Callable[[_Context, "re.Match[str]", list[str]], Iterator[_Statement]]


def _composition(context: _Context, match: re.Match[str], items: list[str]) -> Iterator[_Statement]:
    organ, listed = context.organ(match[1]), match[2]
    if count := re.search(r"(\d+(?:人|名)(?:以内|以上)?)(?:の委員)?$", listed):
        yield _Statement(organ, "member_count", count[1])
        return
    if "次に掲げる" in listed and items:
        listed = "、".join(items)
    yield _Statement(organ, "members", listed)
    parts = [part for part in _LIST.split(listed) if part]
    if organ == context.main and not any(_PERSON.search(part) for part in parts):
        for part in parts:
            yield _Statement(part, "kind_of", organ)


def _count(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    yield _Statement(context.organ(match[1]), "member_count", match[2])


def _appointed(context: _Context, match: re.Match[str], items: list[str]) -> Iterator[_Statement]:
    organ = context.organ(match[1])
    if items:
        yield _Statement(organ, "members", "、".join(items))
    yield _Statement(organ, "appointer", match[2])


def _post(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    organ = context.organ(match[1])
    holder = re.sub(r"^[^、]{1,20}(?:に|は)(?:は)?、?(?=\S{4})", "", match[3]) if match[2] in match[3] else match[3]
    for post in re.split(r"及び|、", re.sub(r"(?:それぞれ)?\d+(?:人|名)$", "", match[2])):
        name = re.sub(r"\d+(?:人|名)$", "", post)
        yield _Statement(organ, "post", name)
        yield _Statement(organ, "holder", holder, name)


def _elected(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    organ = context.organ(match[1])
    for post in re.split(r"及び|、", re.sub(r"(?:それぞれ)?\d+(?:人|名)$", "", match[2])):
        name = re.sub(r"\d+(?:人|名)$", "", post)
        yield _Statement(organ, "post", name)
        yield _Statement(organ, "holder", match[3], name)


def _optional_post(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    organs = [full for full in _subject_organs(context)]
    yield _Statement(organs[0], "post", match[1])


def _subject_organs(context: _Context) -> list[str]:
    """Return the body that the article is about: its caption where that names one, else the rule's body."""
    caption = _flat(context.article.caption or "")
    known = any(caption in _flat(part.text)[:60] for part in context.article.paragraphs) if len(caption) >= 3 else False
    named = known and not re.search(r"組織|会議$|設置|庶務|任期|趣旨|委員$|会長", caption)
    return [context.organ(caption)] if named else [context.main]


def _held(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    yield _Statement(_subject_organs(context)[0], "post", match[1])
    yield _Statement(_subject_organs(context)[0], "holder", match[2], match[1])


def _convened(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    who = re.sub(r"^それぞれ|が?必要の都度$|が?必要に応じて?$", "", match[2]).rstrip("が")
    for part in _LIST.split(match[1]):
        organ = context.organ(part)
        yield _Statement(organ, "convener", who)
        if "議長" in match[3]:
            yield _Statement(organ, "chair", who)


def _purpose(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    named = re.sub(r"\s+", "", match[1])
    is_body = named in {context.main, *context.short} or named == _flat(context.article.caption or "")
    if is_body and not re.search(r"構成|組織する|召集|招集|求め", match[2]):
        yield _Statement(context.organ(match[1]), "purpose", match[2])


def _simple(attribute: str, organ: int | None, value: int) -> _Reading:
    """Return a reading that takes the body and the value from groups of the match."""

    def reading(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
        body = context.organ(match[organ]) if organ else _subject_organs(context)[0]
        yield _Statement(body, attribute, match[value])

    return reading


def _main(attribute: str, value: int) -> _Reading:
    """Return a reading of what holds for the rule's own body, whatever article says it."""

    def reading(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
        yield _Statement(context.main, attribute, match[value])

    return reading


def _deputy(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    yield _Statement(_subject_organs(context)[0], "deputy", match[2], match[1])


def _assistant(context: _Context, match: re.Match[str], _: list[str]) -> Iterator[_Statement]:
    yield _Statement(_subject_organs(context)[0], "deputy", match[1], match[2])


_PATTERNS: tuple[tuple[re.Pattern[str], _Reading], ...] = (
    (re.compile(r"^([^、。]{2,30}?)は、?(.+?)(?:により|をもって|をもつて|で)(?:構成|組織)する"), _composition),
    (re.compile(r"([^、。]{2,20})の(?:委員|構成員)の(?:数|定数)は、?(\d+(?:人|名))"), _count),
    (
        re.compile(r"^([^、。]{2,20}?)(?:の委員)?は、次に掲げる者のうちから、?([^、。]{1,20}?)が(?:委嘱|任命|指名)"),
        _appointed,
    ),
    (re.compile(r"(?:^|(?<=。))([^、。]{2,30}?)に([^、。に]{2,30}?)を置き、([^。]+?)(?:を|をもって)充てる"), _post),
    (
        re.compile(r"(?:^|(?<=。))([^、。]{2,30}?)に([^。に]{2,30}?)を置き、([^。]*?互選)(?:により|によって|で)"),
        _elected,
    ),
    (re.compile(r"必要に応じて([^、。に]{2,15}?)を置くことができる"), _optional_post),
    (re.compile(r"^([^、。]{2,12})は、([^。、]{2,40}?)をもって充てる"), _held),
    (re.compile(r"^([^、。]{2,12})は、([^。、]{0,20}互選)により"), _held),
    (
        re.compile(
            r"^(.{2,60}?)(?:の会議)?(?:\([^()]*\))?は、((?:それぞれ)?[^、。]{2,40}?)(?:が)?招集(し、?[^。]*議長|す)"
        ),
        _convened,
    ),
    (re.compile(r"委員の任期は、?(\d+年(?:間)?)"), _main("term", 1)),
    (re.compile(r"((?:再任|重任)[^。、]{0,15}(?:できる|できない|妨げない|限る))"), _main("reappointment", 1)),
    (
        re.compile(r"^([^、。]{2,30}?)の(?:庶務|事務)は、?([^。]+?)(?:において|で|が)(?:処理|行|担当|所掌)"),
        _simple("secretariat", 1, 2),
    ),
    (re.compile(r"^(.*秘密を[^。]*漏らしてはならない。.*)$"), _main("confidentiality", 1)),
    (re.compile(r"会議は、?((?:原則として)?(?:非公開|公開)とする。?.*)$"), _main("publicity", 1)),
    (
        re.compile(r"会議は、?([^。]+?)の?(?:の出席|が出席)(?:がなければ|しなければ)[^。]*開くことができない"),
        _main("quorum", 1),
    ),
    (
        re.compile(r"(?:議決|議事|決)[^。]*?、(?:会議は、)?([^、。]*(?:過半数|三分の二以上))(?:により|をもって|で)決"),
        _main("decision", 1),
    ),
    (re.compile(r"^(.+?)(?:が)?に?事故があるとき[^。]*?は、([^、。]+?)が[^。]*職務を代理"), _deputy),
    (
        re.compile(r"^([^、。]{2,12})は、([^、。]{2,12})を(?:補佐し|助け)、[^。]*その職務を(?:代理|代わって|行)"),
        _assistant,
    ),
    (re.compile(r"^(.+?ため)、[^。]*?を(?:設置する|置く)。"), _main("purpose", 1)),
    (
        re.compile(r"^([^、。]{2,20}?)は、([^。]*(?:協議|検討|調査|審議|審査|調整|補佐|担任)[^。]*?(?:する|行う))。"),
        _purpose,
    ),
    (re.compile(r"^([^、。]{2,20}?)は、[^。]*?([^、。]{2,20}?)が必要の都度設置する"), _simple("founder", 1, 2)),
)
