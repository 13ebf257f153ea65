"""One statement for a whole page: matching, ranking, counting.

It is put together from constant pieces; whatever a visitor chose is a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from math import inf
from operator import attrgetter

from portal.core import clock
from portal.search.engine import Bounds, Order, Query
from portal.search.engines.pg_asking import ROUNDING, Asked
from portal.search.engines.pg_layout import facet_value, storable
from portal.search.priors import FRESH, FRESH_DAYS, VERIFIED, VERIFIED_DAYS
from portal.search.question import Question
from portal.search.ranking import NEARLY_ALL, SCATTERED_NAMES, SENTENCE
from portal.search.scoring import AGREEMENT

Values = dict[str, object]
DAY = 86_400.0
COLUMNS = ("lexeme", "thing", "way", "gain", "base", "slope", "share", "told", "needed")

ASKED = (
    "asked AS (SELECT * FROM unnest(CAST(:lexeme AS text[]), CAST(:thing AS int[]), "
    "CAST(:way AS int[]), CAST(:gain AS float8[]), CAST(:base AS float8[]), "
    "CAST(:slope AS float8[]), CAST(:share AS float8[]), CAST(:told AS float8[]), "
    "CAST(:needed AS float8[])) AS a(term, thing, way, gain, base, slope, share, told, needed))"
)
NEAR = "near AS MATERIALIZED (SELECT number FROM document WHERE terms @@ CAST(:nearly AS tsquery))"
ENTRY = (
    "SELECT u.number, a.thing, a.way, a.share, a.told, a.needed, "
    "a.gain * u.weight / (u.weight + a.base + a.slope * u.length) AS score "
    "FROM asked a JOIN posting p USING (term) "
    "CROSS JOIN LATERAL unnest(p.numbers, p.weights, p.lengths) AS u(number, weight, length) "
    "WHERE "
)
LIVING = "u.number NOT IN (SELECT number FROM dropped)"
NEAR_ONES = "(u.number IN (SELECT number FROM near)) IS TRUE"
"""Looked up in a hash: as a join, the planner would read all lists once for each document found."""

# Of the ways of saying a thing the best counts, and a little of the others: see
# `scoring.Tally.add_best`. The plain terms (thing 0) simply add up.
GATHERED = (
    "gathered AS MATERIALIZED (SELECT number, sum(score) AS score, sum(share) AS met, "
    "sum(told) AS told FROM {0} GROUP BY number)"
)
PLAIN = ("".join(("entry AS (", ENTRY, "{0})")), GATHERED.format("entry"))
CHOSEN = (
    "".join(("entry AS (", ENTRY, "{0} AND a.thing = 0)")),
    "".join(("chosen AS (", ENTRY, "{0} AND a.thing > 0)")),
    "said AS (SELECT number, thing, sum(score) AS score, sum(share) AS share, sum(told) AS told "
    "FROM chosen GROUP BY number, thing, way HAVING sum(share) >= max(needed))",
    "best AS (SELECT number, max(score) + :agreement * (sum(score) - max(score)) AS score, "
    "max(share) AS share, max(told) AS told FROM said GROUP BY number, thing)",
    "every AS (SELECT number, score, share, told FROM entry UNION ALL "
    "SELECT number, score, share, told FROM best)",
    GATHERED.format("every"),
)
BARS = {
    "all": "bar AS (SELECT CAST(:nearly_all AS float8) AS met, CAST('-Infinity' AS float8) AS told)",
    "names": "bar AS (SELECT CASE WHEN max(met) >= :nearly_all THEN :nearly_all "
    "ELSE max(met) * :scattered + :rounding END AS met, CAST('-Infinity' AS float8) AS told FROM gathered)",
    "sentence": "bar AS (SELECT CAST('-Infinity' AS float8) AS met, "
    "max(told) * :sentence + :rounding AS told FROM gathered)",
}
# Ages beyond a thousand halvings are as good as none; PostgreSQL refuses to reckon with them.
AGED = "power(2.0, -least(greatest(:now - coalesce({0}, '-Infinity'), 0) / :{0}_half, 1000))"
PRIOR = f"(1 + :fresh * {AGED.format('published')} + :verified * {AGED.format('verified')})"
MATCHED = (
    "matched AS MATERIALIZED (SELECT number, d.id, d.facets, d.published, "
    "g.score * (0.5 + g.met) * ",
    PRIOR,
    " AS score FROM gathered g CROSS JOIN bar b JOIN document d USING (number) "
    "WHERE g.met >= b.met AND g.told >= b.told)",
)
EVERYTHING = (
    "matched AS MATERIALIZED (SELECT number, d.id, d.facets, d.published, coalesce(g.score, 0) * ",
    PRIOR,
    " AS score FROM document d LEFT JOIN gathered g USING (number))",
)
SORTED = (
    "sorted AS (SELECT number, min(least) AS least, max(most) AS most FROM figure{0} "
    "WHERE measure = :sort_by GROUP BY number)"
)
THINGS = (
    "{0} AS MATERIALIZED (SELECT number, thing FROM figure WHERE {1} "
    "GROUP BY number, thing HAVING count(*) = :all_{0})"
)
MEETING = "(measure = :measure_{0} AND most >= :least_{0} AND least <= :most_{0})"
TOTAL = (
    "SELECT 'total' AS kind, '' AS name, CAST(NULL AS bigint) AS id, "
    "CAST(count(*) AS float8) AS amount, "
    "CAST((SELECT count(*) FROM matched) AS float8) AS key FROM found"
)
HITS = (
    "SELECT 'hit', d.titles, p.id, p.score, p.key FROM ("
    "SELECT number, id, score, CAST({0} AS float8) AS key FROM found{1} "
    "ORDER BY key DESC NULLS LAST, id DESC OFFSET :offset LIMIT :limit"
    ") AS p JOIN document d USING (number)"
)
KEYS = {
    Order.RELEVANCE: ("score", ""),
    Order.NEWEST: ("published", ""),
    Order.LEAST: ("-sorted.least", " LEFT JOIN sorted USING (number)"),
    Order.MOST: ("sorted.most", " LEFT JOIN sorted USING (number)"),
}
COUNTS = (
    "SELECT 'facet', v, CAST(NULL AS bigint), count(*), NULL FROM {0}, unnest(facets) AS v "
    "WHERE split_part(v, '=', 1) = ANY(CAST(:{1} AS text[])){2} GROUP BY v"
)
BARS_OF = (
    "SELECT 'bar', :bars_{0}, width_bucket(f.least, CAST(:edges_{0} AS float8[])), "
    "count(DISTINCT f.number), NULL FROM figure f JOIN matched USING (number){1} "
    "WHERE f.measure = :bars_{0} "
    "AND width_bucket(f.least, CAST(:edges_{0} AS float8[])) > 0{2} GROUP BY 3"
)


@dataclass(slots=True)
class Statement:
    """A statement in the making, and its parameters."""

    query: Query
    tables: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    values: Values = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The whole statement."""
        return " ".join(("WITH", ", ".join(self.tables), " UNION ALL ".join(self.parts)))

    def match(self, asked: Asked) -> None:
        """Find what answers: by GIN and posting lists, or everything when nothing is asked."""
        self._gather(asked)
        if self.query.question.blank:
            self.tables.append("".join(EVERYTHING))
            return
        self.values |= {"nearly_all": NEARLY_ALL - ROUNDING, "rounding": ROUNDING}
        self.values |= {"scattered": SCATTERED_NAMES, "sentence": SENTENCE}
        bar = "all" if asked.nearly else "names" if asked.names else "sentence"
        self.tables += [BARS[bar], "".join(MATCHED)]

    def _gather(self, asked: Asked) -> None:
        """Read the posting lists: of what GIN found, or of all that is not dropped."""
        self.values |= {n: list(map(attrgetter(n), asked.parts)) for n in COLUMNS}
        self.values |= {"agreement": AGREEMENT, "nearly": asked.nearly}
        self.tables += [ASKED, NEAR] if asked.nearly else [ASKED]
        kept = NEAR_ONES if asked.nearly else LIVING
        self.tables += [table.format(kept) for table in (CHOSEN if asked.chosen else PLAIN)]

    def narrow(self) -> None:
        """Keep what the filters and ranges allow."""
        self._things("things", self.query.ranges)
        conditions = " AND ".join((*self._filters(), *self._ranges()))
        where = f" WHERE {conditions}" if conditions else ""
        self.tables.append("".join(("found AS MATERIALIZED (SELECT * FROM matched", where, ")")))
        self.parts.append(TOTAL)

    def page(self, offset: int, limit: int) -> None:
        """Fetch one page of hits with their titles."""
        order = self.query.order
        if order is Order.RELEVANCE and not ranked(self.query.question):
            order = Order.NEWEST
        if order in (Order.LEAST, Order.MOST):
            within = " JOIN things USING (number, thing)" if self.query.ranges else ""
            self.tables.append(SORTED.format(within))
            self.values["sort_by"] = storable(self.query.sort_by)
        self.values |= {"offset": offset, "limit": limit}
        self.parts.append("".join(("(", HITS.format(*KEYS[order]), ")")))

    def count(self) -> None:
        """Count facets and bars, each with its own filter or range left out."""
        filtered = [name for name in self.query.facets if self.query.filters.get(name)]
        self._count("found", [n for n in self.query.facets if n not in filtered], "open", ())
        for at, name in enumerate(filtered):
            rest = (*self._filters(but=name), *self._ranges())
            self._count("matched", [name], f"counted_{at}", rest)
        for at, (name, edges) in enumerate(self.query.histograms.items()):
            if edges:
                self._bars(at, name, edges)

    def _count(
        self, table: str, names: list[str], parameter: str, conditions: Iterable[str]
    ) -> None:
        if names:
            self.values[parameter] = [storable(name) for name in names]
            self.parts.append(COUNTS.format(table, parameter, _and(conditions)))

    def _bars(self, at: int, name: str, edges: tuple[float, ...]) -> None:
        others = {n: bounds for n, bounds in self.query.ranges.items() if n != name}
        things = f"things_{at}"
        self._things(things, others)
        joined = f" JOIN {things} USING (number, thing)" if others else ""
        self.values |= {f"bars_{at}": storable(name), f"edges_{at}": list(map(float, edges))}
        self.parts.append(BARS_OF.format(at, joined, _and(self._filters())))

    def _things(self, name: str, ranges: Mapping[str, Bounds]) -> None:
        """Name the things (units of a building) that meet all `ranges`, if there are any."""
        if not ranges:
            return
        known = list(self.query.ranges)
        meeting = []
        for measure, bounds in ranges.items():
            at = known.index(measure)
            self.values |= {
                f"measure_{at}": storable(measure),
                f"least_{at}": -inf if bounds.least is None else float(bounds.least),
                f"most_{at}": inf if bounds.most is None else float(bounds.most),
            }
            meeting.append(MEETING.format(at))
        self.values[f"all_{name}"] = len(ranges)
        self.tables.append(THINGS.format(name, " OR ".join(meeting)))

    def _filters(self, but: str = "") -> Iterator[str]:
        for at, (name, values) in enumerate(self.query.filters.items()):
            if values and name != but:
                self.values[f"filter_{at}"] = [facet_value((name, value)) for value in values]
                yield f"facets && CAST(:filter_{at} AS text[])"

    def _ranges(self) -> Iterator[str]:
        if self.query.ranges:
            yield "number IN (SELECT number FROM things)"


def ranked(question: Question) -> bool:
    """Whether anything tells a better document from a worse one."""
    return bool(question.terms or question.choices)


def priors() -> Values:
    """Return the parameters of `PRIOR`, for the beginning of the day: as `priors.prior` has it."""
    return {
        "now": datetime.combine(clock.now().date(), time(), UTC).timestamp(),
        **{"fresh": FRESH, "published_half": FRESH_DAYS * DAY},
        **{"verified": VERIFIED, "verified_half": VERIFIED_DAYS * DAY},
    }


def _and(conditions: Iterable[str]) -> str:
    return "".join(f" AND {condition}" for condition in conditions)
