"""What may not be lost when an answer is reworded: its items, numbers and verdict, and the remarks behind it."""

from __future__ import annotations

from service.answering.answer import Answer
from service.rewording import figures, words
from service.rewording.material import Material, cut, verdict_joined

_VERDICTS = ("はい", "いいえ")
_END = "。"


def whole(sentences: list[str], answer: Answer, material: Material) -> str | None:
    """Return the text to show for sentences that trace, or None where they lack something that the plain answer says.

    Remarks of the plain answer that are left out, such as that a plan is a draft, are put behind as they are.
    """
    main, *remarks = cut(verdict_joined(answer.text))
    if all(_repeats(sentence, remarks) for sentence in sentences):
        return None
    shown = "".join(_ended(sentence) for sentence in sentences)
    if not (_verdict(main) == _verdict(shown) and _items(main, shown, answer) and _says(main, shown, material)):
        return None
    return shown + "".join(remark for remark in remarks if not _is_said(remark, shown, material))


def _repeats(sentence: str, remarks: list[str]) -> bool:
    """Return whether a sentence says nothing that the remarks do not say."""
    known, counted = words.read("".join(remarks)).forms, figures.read("".join(remarks))
    return _counted(figures.read(sentence), counted) and all(
        word.form in known or words.is_free(word) for word in words.read(sentence).content
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((_END, "！", "？", "!", "?", "）", ")")) else sentence + _END


def _verdict(text: str) -> str | None:
    return next((verdict for verdict in _VERDICTS if text.startswith(verdict)), None)


def _items(main: str, shown: str, answer: Answer) -> bool:
    """Return whether every label, value and number of the items that the plain sentence names is named."""
    plain, other, counted = words.dense(main), words.dense(shown), figures.read(shown)
    for item in answer.items:
        for part in filter(None, (item.label, item.value, item.number)):
            if words.dense(part) not in plain or words.dense(part) in other:
                continue
            found = figures.read(part)
            if not found.figures or found.rest.strip() or not _counted(found, counted):
                return False
    return True


def _says(main: str, shown: str, material: Material) -> bool:
    """Return whether the numbers and years of the plain sentence are said, and what it denies is denied."""
    counted = figures.read(main)
    if not _counted(counted, figures.read(shown)):
        return False
    if _compares(counted, material) and not _in_order(main, shown, material):
        return False
    denied = words.read(main, material.names).denied
    return not denied or bool(denied & words.read(shown, material.names).denied)


def _compares(counted: figures.Figures, material: Material) -> bool:
    """Return whether a sentence has several numbers that are not its items': which is whose cannot be followed."""
    own = {
        figure
        for item in material.items
        for part in (f"{item.value or ''}{item.unit or ''}", item.label, item.number)
        for figure in figures.read(part or "").figures
    }
    return material.exact and len({figure for figure in counted.figures if figure not in own}) > 1


def _in_order(main: str, shown: str, material: Material) -> bool:
    """Return whether the numbers of a sentence, and those of its words that are said, stand in the same order."""
    plain, other = figures.read(main), figures.read(shown)
    if (plain.figures, plain.years) != (other.figures, other.years):
        return False
    order = iter(word.form for word in words.read(main, material.names).content)
    known = {word.form for word in words.read(main, material.names).content}
    said = [word.form for word in words.read(shown, material.names).content if word.form in known]
    return all(form in order for form in said)


def _is_said(remark: str, shown: str, material: Material) -> bool:
    wanted, said = words.read(remark, material.names), words.read(shown, material.names)
    known = said.forms
    return (
        all(word.form in known or words.is_free(word) for word in wanted.content)
        and wanted.denied <= said.denied
        and _counted(figures.read(remark), figures.read(shown))
    )


def _counted(wanted: figures.Figures, said: figures.Figures) -> bool:
    return all(figures.year_is_said(year, said) for year in wanted.years) and all(
        figures.figure_is_said(figure, said) for figure in wanted.figures
    )
