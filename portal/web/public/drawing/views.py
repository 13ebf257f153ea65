"""Which sheets show a unit, and what a reader who cannot see them is told."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.core import units
from portal.core.locales import Locale
from portal.web.public.drawing.floors import floors
from portal.web.public.drawing.frame import load_words, section
from portal.web.public.drawing.plan import plan
from portal.web.public.drawing.shapes import Figures, Sheet, written


@dataclass(frozen=True, slots=True)
class Drawing:
    """`section` is missing for land; `sentences` say what the sheets show."""

    section: Sheet | None
    plan: Sheet
    sentences: tuple[str, ...]


def draw(figures: Figures, locale: Locale) -> Drawing:
    side = None
    if figures.kind != "land":
        tall = figures.kind == "office" or max(figures.storeys or 1, figures.storey or 1) > 1
        side = (floors if tall else section)(figures, locale)
    return Drawing(side, plan(figures, locale), sentences(figures, locale))


def sentences(figures: Figures, locale: Locale) -> tuple[str, ...]:
    """Every figure in the drawing as a sentence; what is not known is said to be so."""
    length = units.LENGTH
    said = [_("Area %(area)s.", area=written(figures.area, units.AREA, locale))]
    if figures.length and figures.width:
        said.append(
            _("%(length)s long and %(width)s wide.",
              length=written(figures.length, length, locale), width=written(figures.width, length, locale))
        )  # fmt: skip
    else:
        said.append(_("Length and width are not both known; the outline is assumed."))
    if figures.kind == "land":
        return tuple(said)
    if figures.clear_height:
        said.append(
            _("Clear height %(height)s.", height=written(figures.clear_height, length, locale))
        )
    else:
        said.append(_("The clear height is not known."))
    if figures.column_x and figures.column_y:
        said.append(
            _("Columns every %(x)s lengthwise and %(y)s across.",
              x=written(figures.column_x, length, locale), y=written(figures.column_y, length, locale))
        )  # fmt: skip
    if figures.floor_load:
        said.append(_("Floor load %(load)s.", load=load_words(figures.floor_load, locale)))
    else:
        said.append(_("The floor load is not known."))
    if figures.kind == "hall":
        said.append(_crane(figures, locale))
    return tuple(said)


def _crane(figures: Figures, locale: Locale) -> str:
    if figures.crane is None:
        return str(_("Whether there is a crane is not known."))
    if figures.crane == 0:
        return str(_("There is no crane."))
    return str(_("Crane of %(load)s.", load=written(figures.crane, units.MASS, locale)))
