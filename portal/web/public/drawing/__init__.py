"""Drawings of halls, storeys and plots from their own figures, in true proportions.

`shapes` holds what a sheet is made of, `frame` halls, `floors` buildings of several storeys,
`plan` the view from above, `plot` land, `glyphs` the small ones in lists. Everything is pure: figures in,
a :class:`Sheet` out; `ui/sheet.html` turns it into SVG. What is not known is dotted and
labelled "?". Door, roof pitch, beams and slabs are schematic, and the page says so.
"""

from portal.web.public.drawing.glyphs import glyph
from portal.web.public.drawing.shapes import Figures, Sheet
from portal.web.public.drawing.views import Drawing, draw

__all__ = ["Drawing", "Figures", "Sheet", "draw", "glyph"]
