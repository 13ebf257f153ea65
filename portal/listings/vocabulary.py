"""What the portal's own declarations and contents teach the search about its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256

from portal.core import reference
from portal.core.reference import Term, load_yaml
from portal.listings.registry import registry
from portal.search.lexicon import Kind, Lexicon, Named

# Names of sections that say too little: nearly every listing is of manufacturing, and health,
# education or "other services" are words of any text.
TOO_GENERAL = frozenset(
    {"制造业", "教育", "卫生", "体育", "manufacturing", "construction", "finance"}
)
# 业 is left out in speech where a whole word remains: 汽车制造, 食品加工, 房屋建筑.
SHORTEST_WITHOUT_ENDING = 4


@cache
def base_lexicon() -> Lexicon:
    """Types, places, industries, chains and the words of `content/search/`, without the desk's.

    Read once a process: another city edits the files and restarts.
    """
    further = load_yaml("search/spellings.yaml")
    named = (
        *_types(),
        *_terms(Kind.REGION, reference.regions(), further.get("regions", {})),
        *_industries(further.get("industries", {})),
        *_terms(Kind.CHAIN, reference.chains(), {}),
    )
    synonyms = tuple(tuple(map(str, group)) for group in load_yaml("search/synonyms.yaml"))
    words = tuple(map(str, load_yaml("search/words.yaml")))
    version = sha256(repr((named, synonyms, words)).encode()).hexdigest()[:12]
    return Lexicon(named, synonyms, words, version)


def _types() -> Iterator[Named]:
    for key, listing_type in registry().items():
        if listing_type.spoken:
            yield Named(Kind.TYPE, key, listing_type.spoken)


def _terms(
    kind: Kind, terms: Mapping[str, Term], further: Mapping[str, list[str]]
) -> Iterator[Named]:
    for code, term in terms.items():
        spellings = (*term.names.values(), *term.short, *further.get(code, ()))
        yield Named(kind, code, spellings, _above(term, terms))


def _industries(further: Mapping[str, list[str]]) -> Iterator[Named]:
    terms = reference.industries()
    for named in _terms(Kind.INDUSTRY, terms, further):
        derived = (short for name in named.spellings for short in _shorter(name))
        spellings = tuple(
            spelling
            for spelling in dict.fromkeys((*named.spellings, *derived))
            if spelling.lower() not in TOO_GENERAL and not spelling.startswith(("其他", "Other "))
        )
        if spellings:
            yield Named(named.kind, named.code, spellings, named.within)


def _shorter(name: str) -> Iterator[str]:
    """The name as people say it: 汽车制造业 is 汽车制造, "Manufacture of foods" food manufacturing."""
    without = name.removesuffix("业")
    if without != name and len(without) >= SHORTEST_WITHOUT_ENDING:
        yield without
    made = name.removeprefix("Manufacture of ")
    if made != name and " and " not in made:
        yield f"{made.removesuffix('s')} manufacturing"


def _above(term: Term, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """The codes above, nearest first."""
    found: list[str] = []
    parent = term.parent
    while parent:
        found.append(parent)
        parent = terms[parent].parent
    return tuple(found)
