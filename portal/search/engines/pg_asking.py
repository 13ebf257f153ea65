"""What a question asks of the posting lists: the terms with what each gives, reckoned beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

from portal.search.engines.pg_layout import Current, facet_lexeme, lexeme
from portal.search.engines.pg_writing import quote
from portal.search.question import Question, Way
from portal.search.ranking import NEARLY_ALL
from portal.search.scoring import (
    MOST_READ,
    MOST_TERMS,
    NEARLY_ONE,
    READABLE,
    SYNONYM_SCALE,
)
from portal.search.snapshot import LENGTH_NORMALISATION, SATURATION

MOST_POSTINGS = 400_000
"""Entries of posting lists that one question may read: about 200 ms. The rarest terms are kept."""

MOST_THINGS = 8
"""Terms of which every sufficient combination is written out for GIN; of more, the rarest few, one
of which is in every document that meets nearly all."""

RARE = 0.1
"""Part of all documents: where every term is commoner, GIN narrows too little to be worth it."""

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a question, within one way of saying one of its things.

    The plain terms are thing 0; of the ways of any other thing, the best counts. A document with
    the weight w and the length l for the term gains `gain` · w / (w + `base` + `slope` · l); it
    meets `share` of the question and is told `told`. The way counts where it meets `needed`.
    """

    what: str
    lexeme: str
    thing: int
    way: int
    gain: float
    base: float
    slope: float
    share: float
    told: float
    needed: float

    def gained(self, weight: float, length: float) -> float:
        """What a document gains: the same as in `pg_reading.ENTRY`."""
        return self.gain * weight / (weight + self.base + self.slope * length)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an engine reads it: only terms that some document contains.

    `readable` is what each term counts that should stand near the others in a text. `nearly` is a
    tsquery met by every document that meets nearly all; it is empty when it would not help.
    """

    parts: tuple[Part, ...]
    names: bool
    readable: Mapping[str, float]
    nearly: str = ""

    @property
    def chosen(self) -> bool:
        """Whether a thing can be said in several ways."""
        return any(part.thing for part in self.parts)


def lexemes(question: Question) -> list[str]:
    """Return everything that a question may ask the posting lists for, each once."""
    plain = (lexeme(term.space, term.text) for term in question.terms)
    chosen = (one for choice in question.choices for way in choice.ways for one in _said(way))
    return list(dict.fromkeys((*plain, *chosen)))


def ask(question: Question, frequencies: Mapping[str, int], current: Current) -> Asked:
    """Reckon what each term gives, given in how many documents each is."""
    reckoning = _Reckoning(current, frequencies)
    kept = _bounded(reckoning.parts(question), frequencies)
    nearly = _nearly_all(kept, frequencies, current.documents) if question.names else ""
    return Asked(tuple(kept), question.names, reckoning.readable(question), nearly)


@dataclass(frozen=True, slots=True)
class _Reckoning:
    current: Current
    frequencies: Mapping[str, int]

    def parts(self, question: Question) -> Iterator[Part]:
        """Yield what is asked: the plain terms as one way of thing 0, then every choice."""
        yield from self._of_way(Way(question.terms), 0, 0, 1.0)
        for thing, choice in enumerate(question.choices, 1):
            asked = self._ideal(choice.ways[0])
            for number, way in enumerate(choice.ways):
                most = self._ideal(way)
                above = number and asked and most > SYNONYM_SCALE * asked
                scale = SYNONYM_SCALE * asked / most if above else 1.0
                yield from self._of_way(way, thing, number, choice.share, scale)

    def _ideal(self, way: Way) -> float:
        """The most that a way could give, but for a factor: a synonym is worth no more than that."""
        names = ((term.weight, lexeme(term.space, term.text)) for term in way.terms)
        return sum(w * self._rarity(name) for w, name in names if self.frequencies.get(name))

    def readable(self, question: Question) -> Mapping[str, float]:
        """Return the weightiest words as asked, with what each counts: see `scoring.weights_of`."""
        terms = (*question.terms, *(t for choice in question.choices for t in choice.ways[0].terms))
        names = {t: lexeme(t.space, t.text) for t in terms[:MOST_TERMS] if t.space in READABLE}
        found = {
            t.text: t.weight * self._rarity(n) for t, n in names.items() if n in self.frequencies
        }
        return dict(sorted(found.items(), key=lambda item: -item[1])[:MOST_READ])

    def _of_way(
        self, way: Way, thing: int, number: int, share: float, scale: float = 1.0
    ) -> Iterator[Part]:
        needed = share * NEARLY_ONE if way.whole else 0.0
        for term in way.terms:
            name = lexeme(term.space, term.text)
            rarity = self._rarity(name)
            yield Part(
                *(term.text, name, thing, number),
                gain=scale * way.worth * term.weight * rarity * (SATURATION + 1),
                base=SATURATION * (1 - LENGTH_NORMALISATION),
                slope=SATURATION * LENGTH_NORMALISATION / self.current.mean(term.space),
                share=share * term.share,
                told=share * term.share * rarity,
                needed=needed,
            )
        if way.facet:
            name = facet_lexeme(way.facet)
            rarity = self._rarity(name)
            values = (way.worth * rarity, 0.0, 0.0, share, share * rarity, needed)
            yield Part("=".join(way.facet), name, thing, number, *values)

    def _rarity(self, name: str) -> float:
        found = self.frequencies.get(name, 0)
        return log(1 + (self.current.documents - found + 0.5) / (found + 0.5))


def _said(way: Way) -> Iterator[str]:
    yield from (lexeme(term.space, term.text) for term in way.terms)
    if way.facet:
        yield facet_lexeme(way.facet)


def _bounded(parts: Iterator[Part], frequencies: Mapping[str, int]) -> list[Part]:
    """Bound the work: of too many terms or too long lists, keep the rarest, plain ones first."""
    found = [part for part in parts if frequencies.get(part.lexeme, 0) > 0]
    if len(found) > MOST_TERMS:
        ordered = sorted(found, key=lambda part: (part.thing > 0, frequencies[part.lexeme]))
        found = ordered[:MOST_TERMS]
    kept: list[Part] = []
    room = MOST_POSTINGS
    for part in sorted(found, key=lambda part: frequencies[part.lexeme]):
        room -= frequencies[part.lexeme]
        if room >= 0 or not kept:
            kept.append(part)
    return [part for part in found if part in kept]


def _nearly_all(parts: list[Part], frequencies: Mapping[str, int], documents: int) -> str:
    """Write what GIN may look for first: all words, or nearly so.

    A document that meets some of a choice is taken for one that meets all of it, so none is lost.
    """
    things: dict[object, list[Part]] = {}
    for part in parts:
        if part.share:
            things.setdefault(part.thing or part.lexeme, []).append(part)
    several = sorted(
        (sum(frequencies[p.lexeme] for p in some), _most(some), _any_of(some))
        for some in things.values()
    )
    left = sum(share for _, share, _ in several)
    if len(several) < 2 or left < NEARLY_ALL - ROUNDING or several[0][0] > documents * RARE:
        return ""
    if len(several) <= MOST_THINGS:
        return _enough([(share, said) for _, share, said in several], NEARLY_ALL, left) or ""
    rarest = []
    for _, share, said in several:
        if left < NEARLY_ALL - ROUNDING:
            break
        rarest.append(said)
        left -= share
    return " | ".join(rarest)


def _most(parts: list[Part]) -> float:
    ways: dict[int, float] = {}
    for part in parts:
        ways[part.way] = ways.get(part.way, 0.0) + part.share
    return max(ways.values())


def _any_of(parts: list[Part]) -> str:
    said = dict.fromkeys(quote(part.lexeme) for part in parts)
    return f"({' | '.join(said)})"


def _enough(things: list[tuple[float, str]], need: float, left: float) -> str | None:
    """Write which terms together reach `need`; "" when nothing more is needed, else `None`."""
    if need <= ROUNDING:
        return ""
    if left < need - ROUNDING:
        return None
    (share, said), rest = things[0], things[1:]
    with_it = _enough(rest, need - share, left - share)
    without = _enough(rest, need, left - share)
    if with_it is None:
        return without
    first = f"{said} & ({with_it})" if with_it else said
    return first if without is None else f"({first}) | ({without})"
