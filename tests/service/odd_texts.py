"""Texts that nobody would ask: every kind that has ever broken a parser, made by chance, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence

from tests.conftest import ROOT

SEED = 20_260_401
MARK = "zq9injected"  # stands in every fragment of a query: nowhere else may it turn up
OWN: list[str] = [
    turn
    for line in (ROOT / "tests" / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for turn in (json.loads(line).get("turns") or [json.loads(line)["question"]])
]
FRAGMENTS = (
    f"'; DROP TABLE {MARK}; --",
    f'" }} INSERT DATA {{ <http://{MARK}> a <http://{MARK}> }} #',
    f'") }} SELECT ?{MARK} WHERE {{ ?{MARK} ?p ?o }} #',
    f"UNION {{ ?{MARK} ?p ?o }}",
    f"> ?p ?o . SERVICE <http://{MARK}/> {{ ?s ?p ?o }} <",
    f'\\" )) FILTER(?{MARK} = 1) ((\\"',
    f"\\u0022 . ?{MARK} ?p \\u0022",
    f"PREFIX {MARK}: <http://{MARK}/> DROP ALL",
    f"' OR 1=1 UNION SELECT {MARK} FROM users --",
    f"${{jndi:ldap://{MARK}}}",
    f"{{{{{MARK}}}}}",
    f"]]> <script>alert('{MARK}')</script>",
    f'{{"question": "{MARK}", "status": "answered"}}',
    f"\r\nHost: {MARK}\r\n\r\n",
)
PARTICLES = ("の", "は", "が", "を", "に", "で", "と", "も", "から", "より", "って", "とは", "か", "ない", "以外")
BRACKETS = ("「」", "『』", "（）", "()", "[]", "【】", "<>", '""', "“”", "{}", "〈〉")
WORDS = (
    "事業",
    "課",
    "目標",
    "令和",
    "R8",
    "2030年度",
    "SDGs",
    "計画",
    "指標",
    "担当",
    "なぜ",
    "何件",
    "一番多い",
    "①",
    "1-1",
)
EMOJI = ("😀", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "🇯🇵", "👩🏽‍💻", "☎️", "\u200d", "\ufe0f")
CONTROL = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)]
RTL = ("مشروع المدينة", "תוכנית העיר", "\u202e", "\u202d", "\u2067", "\u200f")

Kind = Callable[[random.Random], str]


def _some(chance: random.Random, pool: Sequence[str], most: int) -> str:
    return "".join(chance.choice(pool) for _ in range(chance.randint(1, most)))


def _cut(chance: random.Random) -> str:
    """Return a piece of one of our own questions, broken off anywhere."""
    text = chance.choice(OWN)
    begin = chance.randrange(len(text))
    return text[begin : begin + chance.randint(1, len(text))]


def _nested(chance: random.Random) -> str:
    pair, depth = chance.choice(BRACKETS), chance.randint(1, 400)
    closing = chance.choice((depth, 0, depth // 2))
    return pair[0] * depth + _cut(chance)[:20] + pair[1] * closing


def _repeated(chance: random.Random) -> str:
    """Return what makes a pattern try again and again."""
    piece = chance.choice(
        (*PARTICLES, *WORDS, "「", "あ", "ア", "ー", "a", "1", "-", "~", "、", "。", "?", " ", "\n", "課の")
    )
    return (piece * chance.choice((3, 30, 300, 1000)))[:1000] + chance.choice(("", "?", "は何ですか", "！", "」"))


KINDS: dict[str, Kind] = {
    "half a sentence": _cut,
    "two halves": lambda chance: _cut(chance) + _cut(chance),
    "half a sentence and control characters": lambda c: "".join(x + c.choice((*CONTROL, "", "")) for x in _cut(c)),
    "control characters": lambda chance: _some(chance, CONTROL, 50),
    "NUL": lambda chance: "\0".join(_cut(chance)) + "\0",
    "lone surrogates": lambda chance: _cut(chance) + chr(chance.randint(0xD800, 0xDFFF)) + _cut(chance),
    "any characters": lambda c: "".join(
        chr(c.choice((c.randrange(0xD800), c.randrange(0xE000, 0x110000)))) for _ in range(c.randint(1, 80))
    ),
    "emoji": lambda chance: _some(chance, EMOJI, 60) + _cut(chance),
    "right to left": lambda chance: chance.choice(RTL) + _cut(chance) + chance.choice(RTL),
    "fragment of a query": lambda chance: chance.choice(FRAGMENTS),
    "fragment in a question": lambda chance: _cut(chance) + chance.choice(FRAGMENTS) + _cut(chance),
    "fragment in quotation marks": lambda chance: f"「{chance.choice(FRAGMENTS)}」の担当課はどこですか",
    "digits": lambda chance: (
        _some(chance, "0123456789０１２３.,-①②", 900) + chance.choice(("", "年度", "%", "事業", "課以上"))
    ),
    "a year": lambda chance: (
        f"{chance.choice(('令和', 'R', '平成', '西暦', ''))}{chance.randint(-(10**6), 10**30)}年度の目標は？"
    ),
    "brackets": _nested,
    "repetition": _repeated,
    "words without sense": lambda chance: _some(chance, (*WORDS, *PARTICLES), 60),
    "pattern": lambda chance: _some(
        chance, ("(.*)*", "[^", "\\", "(?=", "+", "*", "|", "{9}", "$", "^", "(?P<a>", "％", "%s", "{0}"), 30
    ),
    "one character": lambda chance: chance.choice((*CONTROL, *PARTICLES, *EMOJI, "?", "」", "①", "㌫", "㋿", "﷽", "ﷺ")),
    "folding": lambda chance: _some(chance, "①⑳㈱㍿㌔㋿ﬃẞİǅΩ″〆々ヽ゛ｶﾞﾊﾟ﷽𠮷髙﨑", 200),
    "as long as may be": lambda chance: (_cut(chance) * 1000)[:1000],
    "ten thousand characters": lambda chance: (_cut(chance) * 10_000)[:10_000],
}


def texts(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield kinds and texts, the same for the same seed, every kind as often as the others."""
    chance = random.Random(seed)
    for number in range(count):
        name = list(KINDS)[number % len(KINDS)]
        yield name, KINDS[name](chance)
