"""What may not be lost when an answer is reworded: its items, numbers and verdict, and the remarks behind it."""

from __future__ import annotations

from service.answering.answer import Answer
from service.rewording import content_words, figure_forms
from service.rewording.answer_material import Material, cut, verdict_joined

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
    known, counted = content_words.read("".join(remarks)).forms, figure_forms.read("".join(remarks))
    return _counted(figure_forms.read(sentence), counted) and all(
        word.form in known or content_words.is_free(word) for word in content_words.read(sentence).content
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((_END, "！", "？", "!", "?", "）", ")")) else sentence + _END


def _verdict(text: str) -> str | None:
    return next((verdict for verdict in _VERDICTS if text.startswith(verdict)), None)


def _items(main: str, shown: str, answer: Answer) -> bool:
    """Return whether every label, value and number of the items that the plain sentence names is named."""
    plain, other, counted = content_words.dense(main), content_words.dense(shown), figure_forms.read(shown)
    for item in answer.items:
        for part in filter(None, (item.label, item.value, item.number)):
            if content_words.dense(part) not in plain or content_words.dense(part) in other:
                continue
            found = figure_forms.read(part)
            if not found.figures or found.rest.strip() or not _counted(found, counted):
                return False
    return True


def _says(main: str, shown: str, material: Material) -> bool:
    """Return whether the numbers and years of the plain sentence are said, and what it denies is denied."""
    counted = figure_forms.read(main)
    if not _counted(counted, figure_forms.read(shown)):
        return False
    if _compares(counted, material) and not _in_order(main, shown, material):
        return False
    denied = content_words.read(main, material.names).denied
    return not denied or bool(denied & content_words.read(shown, material.names).denied)


def _compares(counted: figure_forms.Figures, material: Material) -> bool:
    """Return whether a sentence has several numbers that are not its items': which is whose cannot be followed."""
    own = {
        figure
        for item in material.items
        for part in (f"{item.value or ''}{item.unit or ''}", item.label, item.number)
        for figure in figure_forms.read(part or "").figures
    }
    return material.exact and len({figure for figure in counted.figures if figure not in own}) > 1


def _in_order(main: str, shown: str, material: Material) -> bool:
    """Return whether the numbers of a sentence, and those of its words that are said, stand in the same order."""
    plain, other = figure_forms.read(main), figure_forms.read(shown)
    if (plain.figures, plain.years) != (other.figures, other.years):
        return False
    order = iter(word.form for word in content_words.read(main, material.names).content)
    known = {word.form for word in content_words.read(main, material.names).content}
    said = [word.form for word in content_words.read(shown, material.names).content if word.form in known]
    return all(form in order for form in said)


def _is_said(remark: str, shown: str, material: Material) -> bool:
    wanted, said = content_words.read(remark, material.names), content_words.read(shown, material.names)
    known = said.forms
    return (
        all(word.form in known or content_words.is_free(word) for word in wanted.content)
        and wanted.denied <= said.denied
        and _counted(figure_forms.read(remark), figure_forms.read(shown))
    )


def _counted(wanted: figure_forms.Figures, said: figure_forms.Figures) -> bool:
    return all(figure_forms.year_is_said(year, said) for year in wanted.years) and all(
        figure_forms.figure_is_said(figure, said) for figure in wanted.figures
    )
