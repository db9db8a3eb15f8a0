"""How names are tidied: wraps undone, marks and remarks taken apart, group numbers read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.japanese import fold, widths
from ontology.loader import Roles

_GAP = re.compile(r"(?<=[^\x00-\x7f])[ \t\u3000\n]+|[ \t\u3000\n]+(?=[^\x00-\x7f])")
_REMARK = re.compile(r"【([^】]*)】")
_PLAN = re.compile(
    r"「([^「」]{2,40}?(?:計画|プラン|方針))」|([^\s「」『』■□◆●、。・()()]{2,40}?計画)(?=[\s((【」]|$|の)"
)
BEFORE = "前計画"  # how documents call the plan that theirs replaces
_BEFORE = re.compile(r"(?:前|旧)(?:の)?計画[^「」]*事業|事業[^「」]*(?:前|旧)(?:の)?計画")
_DRAFT = re.compile(r"\s*[(([【](?:案|素案|原案)[))\]】]\s*")
_GROUP_NUMBER = re.compile(
    r"^\s*[<＜〈((【]\s*([0-9０-９IVXⅠ-Ⅻ]{1,3})\s*[>＞〉))】]|^\s*([①-⑳])|^\s*([0-9０-９]{1,2})(?=[\s.、])"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


def tidy(text: str) -> str:
    """Return a name without the gaps that line wrapping leaves beside Japanese characters.

    >>> tidy("オンライ ン申請の 案内"), tidy("Open API の導入")
    ('オンライン申請の案内', 'Open APIの導入')
    """
    return re.sub(r"\s+", " ", _GAP.sub("", text.strip()))


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A printed 事業 name taken apart: the name, whether it is 再掲, and any other remark in 【】."""

    name: str
    is_repost: bool
    note: str | None


def project_name(text: str, roles: Roles) -> ProjectName:
    """Return the parts of a printed 事業 name.

    >>> from ontology.loader import roles
    >>> project_name("庁内の無線化【再掲】", roles())
    ProjectName(name='庁内の無線化', is_repost=True, note=None)
    """
    remarks = _REMARK.findall(text)
    repost = any(fold(word) in fold(remark) for remark in remarks for word in roles.repost)
    others = [remark for remark in remarks if not any(fold(word) in fold(remark) for word in roles.repost)]
    return ProjectName(tidy(_REMARK.sub("", text)), repost, others[0] if others else None)


def plan_named(text: str, roles: Roles) -> str | None:
    """Return the plan that a heading names, without its draft mark: a quoted name first, else a word ending in 計画.

    >>> from ontology.loader import roles
    >>> plan_named("■現行計画「みどりのICT活用計画」個別事業", roles())
    'みどりのICT活用計画'
    >>> plan_named("1-5 計画期間", roles()) is None
    True
    """
    generic = {fold(word) for words in roles.frame.values() for word in words}
    plain = _DRAFT.sub(" ", text)
    for quoted, bare in _PLAN.findall(plain):
        name = tidy(quoted or re.sub(r"^[\d\-‐]+", "", bare))
        if len(name) >= 5 and fold(name) not in generic and not re.match(r"^(本|同|各|次期|現行|前)?計画", name):
            return name
    return BEFORE if _BEFORE.search(plain) else None


class PlanInForce:
    """The plan that the headings read so far are about. 前計画 holds below its own heading only."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        self._named: str | None = None
        self.plan: str | None = None

    def heading(self, text: str) -> None:
        """Take in the next heading."""
        found = plan_named(text, self._roles)
        if found and found != BEFORE:
            self._named = found
        self.plan = found or self._named


@dataclass(frozen=True, slots=True)
class GroupName:
    """A printed group cell taken apart: kind (see FrameFact.kind), number as printed within its marks, name."""

    kind: str | None
    number: str | None
    name: str


def group_name(text: str, header: str, roles: Roles) -> GroupName:
    """Return kind, number and name of a frame element printed in a cell or heading.

    >>> from ontology.loader import roles
    >>> group_name("重点事業② 生成AIの推進", "重点事業/ 基本取組", roles())
    GroupName(kind='priority', number='②', name='生成AIの推進')
    >>> group_name("< 2 > 行政を支える 取組", "基本取組", roles())
    GroupName(kind='measure', number='2', name='行政を支える取組')
    """
    plain = tidy(text)
    kind = None
    for candidate, words in roles.frame.items():
        for word in sorted(words, key=len, reverse=True):
            rest = plain[len(word) :].lstrip(" :")
            if plain.startswith(word) and rest and _GROUP_NUMBER.match(rest):
                kind, plain = candidate, rest
                break
        if kind:
            break
    number = None
    if match := _GROUP_NUMBER.match(plain):
        number = next(part for part in match.groups() if part)
        plain = plain[match.end() :].strip(" :：、.")
    if kind is None:
        kind = frame_kind(header, roles, circled=bool(number and number in "①②③④⑤⑥⑦⑧⑨⑩"))
    return GroupName(kind, number, tidy(plain))


def frame_kind(header: str, roles: Roles, *, circled: bool = False) -> str | None:
    """Return the frame kind that a header word names; where it names two, a circled number marks the first."""
    parts = [fold(part) for part in re.split(r"[\s//・]+", widths(header)) if part]
    kinds = [kind for part in parts for kind, words in roles.frame.items() if any(part == fold(word) for word in words)]
    if not kinds:
        return None
    return kinds[0] if circled or len(kinds) == 1 else kinds[-1]


def group_ordinal(number: str | None) -> str | None:
    """Return the plain form of a group number for composing 事業番号: ``Ⅰ`` → ``1``, ``①`` stays.

    >>> group_ordinal("Ⅰ"), group_ordinal("２"), group_ordinal("①")
    ('1', '2', '①')
    """
    if number is None or "①" <= number <= "⑳":
        return number
    plain = widths(number)
    return str(_ROMAN.get(plain, plain))


def number_key(text: str) -> str:
    """Return the form under which two spellings of a 事業番号 are equal; a circled number stays apart from a plain one.

    >>> number_key("２-1-(10)") == number_key("2-1-10"), number_key("①-1"), number_key("3 - 11")
    (True, '①-1', '3-11')
    """
    plain = re.sub(r"\s+", "", widths(text))
    plain = re.sub(r"[‐‑–—―−]", "-", plain)
    return re.sub(r"[()<>〈〉【】]|\.$", "", plain)
