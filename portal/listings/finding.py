"""Finding listings: a typed line and chosen filters in; hits, chips, counts and ways on out.

The site, the API, the command line and the desk's preview all ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy.orm import Session

from portal.core.clock import in_city, now
from portal.listings import queries
from portal.listings.asking import FACETS, Asked, Found, Nearest
from portal.listings.querying import query_of, soft_words
from portal.listings.related import related
from portal.listings.wording import Finder
from portal.search import curation
from portal.search.engine import Hit, IndexUnavailable, Order, Query, Result
from portal.search.pieces import key_of
from portal.search.question import Space
from portal.search.tokens import RUN
from portal.search.understanding import Condition, Understood, understand

__all__ = ["FACETS", "Asked", "Found", "Nearest", "find"]
LONGEST_LINE = 200  # characters that are read
NAME_LENGTH = 6  # characters from which on a line may be a title
MOST_NEAREST = 5


def find(session: Session, finder: Finder, asked: Asked) -> Found:
    """Answer; without an index from the titles in the database, and say so."""
    asked = replace(asked, line=" ".join(asked.line[:LONGEST_LINE].split()))
    try:
        found = _answer(finder, asked)
    except IndexUnavailable:
        return _degraded(session, asked)
    return _with_pinned(session, finder, found, asked)


def _answer(finder: Finder, asked: Asked) -> Found:
    """Read pinyin first, then what was typed; where that finds nothing, what may be meant."""
    line = _spoken(finder, asked)
    found = _searched(finder, replace(asked, line=line))
    if line != asked.line:
        found = replace(found, corrected=line)
    if found.result.total and not _doubtful(found):
        return found
    better = _better(finder, replace(asked, line=line))
    if better is None:
        return found if found.result.total else _with_ways_out(finder, asked, found)
    if found.result.total:
        return replace(found, meant=better.corrected)
    return better


def _spoken(finder: Finder, asked: Asked) -> str:
    """The line with pinyin read as Chinese, except what the reader wants as typed."""
    if asked.line in asked.as_words:
        return asked.line
    return finder.readings.resolve(asked.line, lambda word: _known(finder, word))


def _known(finder: Finder, word: str) -> bool:
    """Whether listings contain a folded word, all its parts at least somewhere."""
    if RUN.search(word):
        pairs = [(Space.PAIR, word[i : i + 2]) for i in range(len(word) - 1)]
        return all(finder.engine.frequencies(pairs or [(Space.CHARACTER, word)]))
    return all(finder.engine.frequencies([(Space.WORD, part) for part in key_of(word).split()]))


def _searched(finder: Finder, asked: Asked) -> Found:
    understood = _understood(finder, asked)
    query = query_of(finder, asked, understood)
    result = finder.engine.search(query)
    if not result.total and _only_guessed(asked, understood):
        understood = Understood(asked.line, names=understood.names)
        query = query_of(finder, asked, understood)
        result = finder.engine.search(query)
    return Found(
        result=_with_other_kinds(finder, asked, understood, result),
        understood=understood,
        words=query.question.words,
        measures=tuple(query.histograms),
        related=related(finder, f"{understood.text} {soft_words(understood)}"),
    )


def _with_other_kinds(
    finder: Finder, asked: Asked, understood: Understood, result: Result
) -> Result:
    """Count the other kinds as choosing one finds them: the word for the kind is a word then."""
    said = tuple(c.said for c in understood.conditions if c.field == "type")
    if not said or not result.facets:
        return result
    plain = understand(asked.line, finder.lexicon, (*asked.as_words, *said))
    query = replace(query_of(finder, asked, plain), facets=("type",), histograms={}, limit=0)
    others = finder.engine.search(query).facets["type"]
    kinds = {c.value for c in understood.conditions if c.field == "type"}
    counts = [count for count in result.facets.get("type", ()) if count.value in kinds]
    counts += [count for count in others if count.value not in kinds]
    counts.sort(key=lambda count: (-count.count, count.value))
    return replace(result, facets={**result.facets, "type": tuple(counts)})


def _understood(finder: Finder, asked: Asked) -> Understood:
    """The line understood; what the reader chose besides it overrules what it says of the same."""
    if asked.line in asked.as_words:
        return Understood(asked.line)
    found = understand(asked.line, finder.lexicon, asked.as_words)
    overruled = {c.said for c in found.conditions if _chosen(asked, c)}
    if overruled:
        found = understand(asked.line, finder.lexicon, (*asked.as_words, *overruled))
    return Understood(asked.line) if found.conditions and _is_title(finder, asked) else found


def _chosen(asked: Asked, condition: Condition) -> bool:
    if condition.field == "industry":
        return bool(asked.filters.get("industry") or asked.filters.get("chains"))
    return bool(asked.filters.get(condition.field)) or condition.field in asked.ranges


def _is_title(finder: Finder, asked: Asked) -> bool:
    """Whether the line is the title of a listing: then its words mean that, and no conditions."""
    if len(asked.line) < NAME_LENGTH or not finder.engine.entitled(asked.line):
        return False
    plain = Query(finder.analysis.question(asked.line), limit=1)
    return any(hit.named for hit in finder.engine.search(plain).hits)


def _only_guessed(asked: Asked, understood: Understood) -> bool:
    """Whether nothing but the kind of listing was understood: a guess that must not hide all."""
    fields = {condition.field for condition in understood.conditions}
    return fields == {"type"} and not asked.filters and not asked.ranges


def _doubtful(found: Found) -> bool:
    """Whether few found something, and none what was asked in one place."""
    return found.result.total < 3 and not any(hit.named for hit in found.result.hits)


def _better(finder: Finder, asked: Asked) -> Found | None:
    """What is found for a corrected line, if there is one and it finds anything."""
    if asked.line in asked.as_words:
        return None
    line = finder.correction.of(asked.line, lambda word: _known(finder, word))
    if not line:
        return None
    found = _searched(finder, replace(asked, line=line))
    return replace(found, corrected=line) if found.result.total else None


def _with_ways_out(finder: Finder, asked: Asked, found: Found) -> Found:
    """The nearest questions that find something: each without one of its conditions."""
    ways = []
    for way in islice(_relaxed(asked, found.understood), MOST_NEAREST):
        query = query_of(finder, way.asked, _understood(finder, way.asked))
        total = finder.engine.search(replace(query, facets=(), histograms={}, limit=0)).total
        if total:
            ways.append(replace(way, total=total))
    return replace(found, nearest=tuple(ways))


def _relaxed(asked: Asked, understood: Understood) -> Iterator[Nearest]:
    for said, condition in {c.said: c for c in reversed(understood.conditions)}.items():
        line = " ".join(asked.line.replace(said, " ", 1).split())
        if line != asked.line:
            yield Nearest(replace(asked, line=line, offset=0), 0, condition=condition)
    for name in asked.filters:
        kept = {key: values for key, values in asked.filters.items() if key != name}
        yield Nearest(replace(asked, filters=kept, offset=0), 0, filter=name)
    for name in asked.ranges:
        bounds = {key: bound for key, bound in asked.ranges.items() if key != name}
        yield Nearest(replace(asked, ranges=bounds, offset=0), 0, range=name)


def _with_pinned(session: Session, finder: Finder, found: Found, asked: Asked) -> Found:
    """Put what staff pinned to this question first, and nowhere a second time."""
    if asked.filters or asked.ranges or asked.order is not Order.RELEVANCE or not asked.line:
        return found
    pinned = curation.pinned(finder.pins, asked.line, in_city(now()).date())
    if not pinned:
        return found
    still = queries.public_among(session, pinned)
    public = tuple(id for id in pinned if id in still)
    scores = {hit.id: hit for hit in found.result.hits}
    first = [scores.get(id, Hit(id, 0.0)) for id in public] if not asked.offset else []
    others = [hit for hit in found.result.hits if hit.id not in public]
    total = max(found.result.total, len(public))
    result = replace(found.result, hits=(*first, *others), total=total)
    return replace(found, result=result, pinned=public)


def _degraded(session: Session, asked: Asked) -> Found:
    """Titles that hold the words, for as long as the index is away."""
    total, ids = queries.titled_like(session, asked.line, asked.limit, asked.offset)
    result = Result(total=total, hits=tuple(Hit(id, 0.0) for id in ids))
    return Found(result, Understood(asked.line), words=tuple(asked.line.split()), degraded=True)
