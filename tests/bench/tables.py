"""The figures as tables of text, each with the target it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.bench import pages
from tests.bench.building import Built, Scaling
from tests.bench.memory import Memory
from tests.bench.quality import Quality
from tests.bench.site import Site
from tests.bench.speed import Cold, Warm, p50, p95

OURS, TANTIVY, WHOOSH = "ours", "tantivy", "Whoosh"
MEGABYTE = 2**20


def table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, its first column to the left."""
    kept = [columns, *rows]
    widths = [max(len(row[i]) for row in kept) for i in range(len(columns))]
    print(f"\n{heading}")
    for row in kept:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  " + "  ".join((row[0].ljust(widths[0]), *cells)), flush=True)


def show_warm(warm: Warm) -> None:
    peer = warm.times[TANTIVY]
    rows = [
        (name, *_ms(times.search), *_ms(times.page),
         f"{p95(times.search) / p95(peer.search):.2f}", f"{p95(times.page) / p95(peer.page):.2f}")
        for name, times in warm.times.items()
    ]  # fmt: skip
    table(
        f"Warm, {warm.documents:,} documents, CPU ms a question; target: page p95 of ours at most "
        "1.00 of tantivy's",
        ("", "search p50", "p95", "page p50", "p95", "search p95/tantivy", "page p95/tantivy"),
        rows,
    )


def show_cold(cold: Cold) -> None:
    rows = []
    for what, (ours, stock) in (("one word", cold.words), ("questions", cold.questions)):
        shares = (f"1/{p50(stock) / p50(ours):.0f}", f"1/{p95(stock) / p95(ours):.0f}")
        rows.append((what, *_ms(ours), *_ms(stock), *shares))
    table(
        f"Cold, {cold.documents:,} documents, CPU ms, every posting list read for the first time; "
        "target: at most 1/20",
        ("", "ours p50", "p95", "Whoosh p50", "p95", "p50 share", "p95 share"),
        rows,
    )


def show_built(built: Built) -> None:
    stock = built.seconds[WHOOSH]
    table(
        f"Building, {built.documents:,} documents, one core; target: ours at most 1.50 of Whoosh",
        ("", "CPU s", "of Whoosh's"),
        [(name, f"{s:.1f}", f"{s / stock:.2f}") for name, s in built.seconds.items()],
    )


def show_scaling(scaling: Scaling) -> None:
    seconds = (f"{scaling.one:.1f}", f"{scaling.all:.1f}", f"{scaling.one / scaling.all:.2f}")
    table(
        f"Building on more cores, {scaling.documents:,} documents, seconds on the clock",
        ("", "one core", f"{scaling.cores} cores", "times as fast"),
        [(OURS, *seconds)],
    )


def show_memory(found: Sequence[Memory]) -> None:
    table(
        "Memory of an open index, MB above the process without it",
        ("", "opened", "after all questions"),
        [(f"{m.documents:,}", _mb(m.opened), _mb(m.asked)) for m in found],
    )


def show_site(site: Site) -> None:
    hello = site.throughput["hello", "/hello"]
    rows = []
    for page in (*pages.PAGES, pages.SEARCH):
        shares = [site.throughput.get((app, page)) for app in ("cached", "uncached")]
        rows.append((page, *("" if s is None else f"{s / hello:.3f}" for s in shares)))
    table(
        f"Pages, {site.documents:,} news beside the content: throughput as a share of a bare Flask "
        f"hello ({hello:.0f}/s)",
        ("", "cached", "uncached"),
        rows,
    )
    full, bare = site.memory
    table(
        "The whole portal",
        ("", "measured", "target"),
        [
            ("search page, uncached, of hello", f"1/{1 / site.search_share:.1f}", "1/12"),
            ("one change found, s, median", f"{site.typically_found_after:.2f}", "2"),
            ("one change found, s, slowest", f"{max(site.found_after):.2f}", ""),
            ("a worker's memory, MB", _mb(full), ""),
            ("above the portal with its usual content", _mb(full - bare), "150"),
        ],
    )


def show_quality(found: Sequence[tuple[str, str, Quality]]) -> None:
    table(
        "Quality",
        ("engine", "set", "questions", "nDCG@10", "recall@10"),
        [(e, s, str(q.questions), f"{q.ndcg:.4f}", f"{q.recall:.4f}") for e, s, q in found],
    )


def _ms(times: Sequence[float]) -> tuple[str, str]:
    return f"{p50(times):.2f}", f"{p95(times):.2f}"


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:.0f}"
