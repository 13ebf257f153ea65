"""Quality through the search API of a running portal: `python -m tests.bench.through_api FOLDER`.

A judged set (see `quality.JudgedSet`) is imported as news into a fresh portal with its usual
content, served, and asked as any client asks. More than one folder may be given.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.quality import JudgedSet, Quality
from tests.bench.running import Portal, Running


def through_api(
    judged: JudgedSet, locale: str, folder: Path, *options: str
) -> Iterator[tuple[str, Quality]]:
    """Yield name and score of every file of questions; `options` go to `portal init`."""
    portal = Portal(folder)
    portal.command("init", *options)
    count = portal.import_news(
        {"source_id": p["id"], "locale": locale, "title": p["title"], "body": p["text"]}
        for p in judged.passages
    )
    with portal.running() as running:
        running.wait_until_indexed(count)
        for questions in judged.question_files:
            name = f"{judged.folder.name}{questions.stem[7:]} ({locale})"
            yield name, judged.score(questions, lambda text: _ids(running, text, locale))


def _ids(running: Running, text: str, locale: str) -> list[str]:
    found = running.search(q=text, per_page="10", locale=locale)
    return [str(hit["source_id"]) for hit in found["hits"]]


def main() -> None:
    """Print a line for every file of questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--locale", action="append", help="zh-Hans (default), zh-Hant; repeatable")
    parser.add_argument("--without-samples", action="store_true", help="as of `portal init`")
    given = parser.parse_args()
    options = ["--without-samples"] if given.without_samples else []
    print(f"{'set':<48}{'questions':>10}{'nDCG@10':>9}{'recall@10':>11}")
    for folder in given.folders:
        for locale in given.locale or ["zh-Hans"]:
            with tempfile.TemporaryDirectory() as place:
                for name, q in through_api(JudgedSet(folder), locale, Path(place) / "p", *options):
                    print(f"{name:<48}{q.questions:>10}{q.ndcg:>9.4f}{q.recall:>11.4f}", flush=True)


if __name__ == "__main__":
    main()
