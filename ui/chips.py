"""What was understood of a question, as HTML: chips, and for each the readings that a click asks instead."""

from __future__ import annotations

from collections.abc import Sequence

from graph.japanese import fold
from service.answering.say.chip import ASKED, WORD, Chip
from ui.markup import relations_link, text


def understood_html(chips: Sequence[Chip], heading: str = "読み取ったこと") -> str:
    """Return the chips in the order of the question's words, words that are searched for as one; nothing for none."""
    if not chips:
        return ""
    words = [chip for chip in chips if chip.kind == WORD]
    parts = [_chip(chip) for chip in chips if chip.kind not in (WORD, ASKED)]
    if words:
        parts.append(_plain(WORD, "、".join(dict.fromkeys(text(chip.label) for chip in words))))
    parts += [_chip(chip) for chip in chips if chip.kind == ASKED]
    return (
        f'<section class="understood"><h2>{text(heading)}</h2><ul>'
        + "".join(f"<li>{part}</li>" for part in parts)
        + "</ul></section>"
    )


def _chip(chip: Chip) -> str:
    said = _typed(chip)
    if not chip.alternatives:
        label = relations_link(chip.iri, chip.label) if chip.iri else text(chip.label)
        return _plain(chip.kind, label + said)
    others = "".join(
        f'<li><button type="button" class="chip" data-ask="{text(other.question)}" title="{text(other.question)}">'
        f"{text(other.label)}</button></li>"
        for other in chip.alternatives
    )
    link = f'<p class="more">{relations_link(chip.iri, "つながりを見る")}</p>' if chip.iri else ""
    return (
        f'<details class="reading" name="reading"><summary>{_kind(chip.kind)}{text(chip.label)}{said}'
        f'<span class="sr-only">（ほかの読み方）</span></summary><div class="others"><p>次のように読み替えて聞く</p>'
        f'<ul class="chips">{others}</ul>{link}</div></details>'
    )


def _plain(kind: str, label: str) -> str:
    return f'<span class="reading">{_kind(kind)}{label}</span>'


def _kind(kind: str) -> str:
    return f'<span class="kind">{text(kind)}</span>'


def _typed(chip: Chip) -> str:
    """Return the words as typed, where they are not what was understood."""
    if not chip.text or chip.kind == ASKED or fold(chip.text) in fold(chip.label):
        return ""
    return f' <span class="typed">「{text(chip.text)}」</span>'
