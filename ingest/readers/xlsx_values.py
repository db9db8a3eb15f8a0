"""Values of worksheet cells as a spreadsheet program shows them: number formats, dates, Japanese eras."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from graph.japanese import ERAS

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CODES = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.I)  # colours, conditions, locales; [h] stays
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_NUMBER = re.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?(?:E[+-]0+)?")
_DATE = re.compile(r'g{1,3}|e{1,2}|y{2,4}|m{1,5}|d{1,4}|a{3,4}|h{1,2}|s{1,2}|"[^"]*"|\\.|\[h+\]|AM/PM|.', re.I | re.S)
_ERA_STARTS = (("令和", dt.date(2019, 5, 1)), ("平成", dt.date(1989, 1, 8)), ("昭和", dt.date(1926, 12, 25)),
               ("大正", dt.date(1912, 7, 30)), ("明治", dt.date(1868, 1, 25)))  # fmt: skip
_LETTERS = {"令和": "R", "平成": "H", "昭和": "S", "大正": "T", "明治": "M"}
_WEEKDAYS = "月火水木金土日"


def shown(value: object, number_format: str | None) -> str:
    """Return a cell's value as shown on screen.

    >>> shown(0.35, "0%"), shown(27650, '#,##0"件"'), shown(12.0, "General"), shown(None, None)
    ('35%', '27,650件', '12', '')
    >>> shown(dt.datetime(2026, 4, 1), '[$-411]ggge"年"m"月"d"日"')
    '令和8年4月1日'
    """
    code = number_format or "General"
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case dt.datetime() | dt.date() | dt.time():
            return _date(value, code)
        case int() | float() | Decimal():
            return _number(value, code)
        case dt.timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(value)


def _number(value: int | float | Decimal, code: str) -> str:
    sections = _SECTION.split(code)
    section = sections[0]
    amount = Decimal(str(value))
    signed = amount < 0
    if signed and len(sections) > 1:
        section, amount, signed = sections[1], -amount, False
    elif amount == 0 and len(sections) > 2:
        section = sections[2]
    section = _CODES.sub("", section)
    spec = _LITERAL.sub(lambda match: "\0" * len(match[0]), section)  # literals out of the way, offsets kept
    found = _NUMBER.search(spec)
    if "General" in section or section.strip() in {"", "@"}:
        text = _general(amount)
    elif found is None:
        return _unquoted(section)
    else:
        text = _digits(amount, found[0], percent="%" in spec, scale=len(re.findall(r",+(?=$|[^0#?,])", found[0])))
        sign = "-" if signed else ""
        return sign + (_unquoted(section[: found.start()]) + text + _unquoted(section[found.end() :])).strip()
    return ("-" if signed and not text.startswith("-") else "") + text


def _general(amount: Decimal) -> str:
    if amount == amount.to_integral_value():
        return str(int(amount))
    return format(Decimal(f"{float(amount):.10g}").normalize(), "f")


def _digits(amount: Decimal, spec: str, *, percent: bool, scale: int) -> str:
    amount = abs(amount) * (100 if percent else 1) / (Decimal(1000) ** scale)
    whole, _, fraction = spec.rstrip(",").partition(".")
    places = len(fraction)
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(rounded, ",f" if "," in whole else "f")
    least = whole.count("0")
    integer, _, decimals = text.partition(".")
    integer = integer.rjust(least, "0")
    required = fraction.rfind("0") + 1
    while len(decimals) > required and decimals.endswith("0"):
        decimals = decimals[:-1]
    return f"{integer}.{decimals}" if decimals else integer


def _unquoted(text: str) -> str:
    return _LITERAL.sub(lambda match: match[1] or match[2] or "", text)


def _date(value: dt.datetime | dt.date | dt.time, code: str) -> str:
    section = _CODES.sub("", _SECTION.split(code)[0])
    if not re.search(r"[ymdhsegaYMDHSEGA]", _LITERAL.sub("", section)) or section == "General":
        return _plain_date(value)
    moment = dt.datetime.combine(dt.date(1900, 1, 1), value) if isinstance(value, dt.time) else value
    tokens = _DATE.findall(section)
    return "".join(_part(token, index, tokens, moment) for index, token in enumerate(tokens)).strip()


def _plain_date(value: dt.datetime | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        day = f"{value.year}/{value.month}/{value.day}"
        return day if value.time() == dt.time() else f"{day} {value.hour}:{value.minute:02}"
    return (
        f"{value.year}/{value.month}/{value.day}" if isinstance(value, dt.date) else f"{value.hour}:{value.minute:02}"
    )


def _part(token: str, index: int, tokens: list[str], moment: dt.date) -> str:
    """Return one piece of a date format; ``m`` is minutes beside hours or seconds, else the month."""
    low = token.lower()
    if token[0] == '"':
        return token[1:-1]
    if token[0] == "\\":
        return token[1:]
    clock = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    if set(low) == {"m"} and _is_minutes(index, tokens):
        return f"{clock.minute:0{len(low)}}"
    era, number = _era(moment)
    name, size = low[0], len(low)
    table = {
        "g": {1: _LETTERS[era], 2: era[:1], 3: era}.get(size, era),
        "e": f"{number:0{size}}",
        "y": f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}",
        "m": f"{moment.month:0{min(size, 2)}}",
        "d": f"{moment.day:0{size}}" if size < 3 else moment.strftime("%a" if size == 3 else "%A"),
        "a": _WEEKDAYS[moment.weekday()] + ("曜日" if size == 4 else ""),
        "h": f"{clock.hour:0{size}}",
        "s": f"{clock.second:0{size}}",
    }
    if low == "am/pm":
        return "午前" if clock.hour < 12 else "午後"
    return table[name] if name in table and set(low) == {name} and (name != "a" or size > 2) else token


def _is_minutes(index: int, tokens: list[str]) -> bool:
    letters = [(i, token.lower()) for i, token in enumerate(tokens) if token[0].lower() in "ymdhse"]
    place = next(i for i, (at, _) in enumerate(letters) if at == index)
    before = letters[place - 1][1][0] if place else ""
    after = letters[place + 1][1][0] if place + 1 < len(letters) else ""
    return before == "h" or after == "s"


def _era(moment: dt.date) -> tuple[str, int]:
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    name = next((era for era, start in _ERA_STARTS if day >= start), "明治")
    return name, day.year - ERAS[name]
