"""Parts of pages that many pages repeat, kept as they were last made.

A page of hits is made afresh for every question, but the cards on it stay the same until
something public changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from flask import current_app, g, render_template
from markupsafe import Markup

from portal.core import clock
from portal.listings.cards import CardView
from portal.web.context import locale
from portal.web.public.cache import public_generation

T = TypeVar("T")
EXTENSION = "portal_fragments"
CAPACITY = 4000  # fragments; a card's is about 2 kB


class Fragments:
    """The fragments last used; safe between threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """The fragment of that name, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, made: object) -> None:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class CardParts:
    """What of a card is the same wherever it is shown."""

    picture: Markup  # or the drawing or tile that stands for one, with its sample mark
    facts: Markup  # figures, place and dates


def card_parts(view: CardView) -> CardParts:
    """The parts of a card, made once until something public changes or a day ends."""
    return kept((view.id, *public_state()), lambda: _made(view))


def layout_part(name: str, *state: Hashable) -> Markup:
    """A template that depends on the reader's language and on `state` alone, made once."""
    return kept((name, locale().segment, state), lambda: Markup(render_template(name)))  # noqa: S704


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """A fragment of this application, made once for each `key`."""
    found = fragments().get(key)
    if found is None:
        found = make()
        fragments().put(key, found)
    return cast(T, found)


def fragments() -> Fragments:
    return cast(Fragments, current_app.extensions.setdefault(EXTENSION, Fragments()))


def public_state() -> tuple[str, int, date]:
    """Language, generation and day: what is made of a public listing holds for these."""
    if "card_state" not in g:
        g.card_state = (locale().segment, public_generation(), clock.today())
    return cast(tuple[str, int, date], g.card_state)


def _made(view: CardView) -> CardParts:
    macros = vars(current_app.jinja_env.get_template("ui/card_parts.html").module)
    return CardParts(macros["picture"](view), macros["facts"](view))
