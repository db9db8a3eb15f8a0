"""The families of classes that the pages colour alike."""

from __future__ import annotations

from ontology import terms as t

# What a class counts as in the picture's colours; one that is not here counts as other.
FAMILIES = {
    "plan": ("計画", (t.PLAN, t.DOCUMENT)),
    "project": ("事業", (t.PROJECT, t.SCHEDULE)),
    "unit": ("課・組織・会議", (t.UNIT, t.ORGANIZATION, t.COUNCIL, t.POST)),
    "frame": ("体系・取組", (t.FRAME, *t.FRAME_CLASSES.values())),
    "indicator": ("指標・数値", (t.INDICATOR, t.TARGET, t.FIGURE, t.YEAR)),
    "law": ("法令・条文", (t.LAW, t.ARTICLE)),
    "goal": ("SDGs", (t.GOAL,)),
    "other": ("その他", (t.TERM, t.EVENT, t.CONFLICT)),
}
_FAMILY = {cls: key for key, (_, classes) in FAMILIES.items() for cls in classes}


def family(cls: str | None) -> str:
    """Return the colour family of a class."""
    return _FAMILY.get(cls or "", "other")
