"""search: ask the index from the command line."""

from __future__ import annotations

import json

import click

from portal import create_app
from portal.cli.failure import Failure
from portal.cli.running import runtime
from portal.core.locales import DEFAULT, find
from portal.listings import queries
from portal.search.engine import IndexUnavailable, Query


@click.command("search")
@click.argument("query")
@click.option("--type", "type_key", help="Only listings of this type.")
@click.option("--locale", "locale_name", default="zh-Hans", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def search_command(query: str, type_key: str | None, locale_name: str, as_json: bool) -> None:
    """Search the published listings."""
    built = runtime()
    locale = find(locale_name) or DEFAULT
    filters = {"type": (type_key,)} if type_key else {}
    try:
        result = built.engine.search(Query(query, filters=filters))
    except IndexUnavailable as error:
        raise Failure("the index is missing or damaged: run `portal reindex`") from error
    with create_app(runtime=built).app_context(), built.database.read() as session:
        cards = queries.cards_of(session, [hit.id for hit in result.hits], locale)
    scores = {hit.id: hit.score for hit in result.hits}
    hits = [
        {"id": c.id, "type": c.type.key, "title": c.title, "path": f"/{locale.segment}/{c.path}",
         "score": round(scores[c.id], 4)}
        for c in cards
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"total": result.total, "hits": hits}, ensure_ascii=False))
        return
    click.echo(f"{result.total} found")
    for hit in hits:
        click.echo(f"{hit['score']:8.2f}  {hit['type']:<10}  {hit['title']}")


COMMANDS = (search_command,)
