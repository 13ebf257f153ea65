"""search: ask the index from the command line."""

from __future__ import annotations

import json

import click
from sqlalchemy.orm import Session

from portal import create_app
from portal.cli.failure import Failure
from portal.cli.running import runtime
from portal.core.locales import DEFAULT, Locale, find
from portal.listings import finding, queries
from portal.listings.finding import Asked, Found
from portal.search.understanding import Condition


@click.command("search")
@click.argument("query")
@click.option("--type", "type_key", help="Only listings of this type.")
@click.option("--locale", "locale_name", default="zh-Hans", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def search_command(query: str, type_key: str | None, locale_name: str, as_json: bool) -> None:
    """Search the published listings; tells what was understood."""
    built = runtime()
    locale = find(locale_name) or DEFAULT
    asked = Asked(query, filters={"type": (type_key,)} if type_key else {})
    with create_app(runtime=built).app_context(), built.database.read() as session:
        found = finding.find(session, built.finder(session), asked)
        if found.degraded:
            raise Failure("the index is missing or damaged: run `portal reindex`")
        hits = _hits(session, found, locale)
    click.echo(_as_json(found, hits) if as_json else _as_lines(found, hits))


def _hits(session: Session, found: Found, locale: Locale) -> list[dict[str, str | int | float]]:
    cards = queries.cards_of(session, [hit.id for hit in found.result.hits], locale)
    scores = {hit.id: round(hit.score, 4) for hit in found.result.hits}
    return [
        {"id": c.id, "type": c.type.key, "title": c.title, "path": f"/{locale.segment}/{c.path}",
         "score": scores[c.id]}
        for c in cards
    ]  # fmt: skip


def _as_json(found: Found, hits: list[dict[str, str | int | float]]) -> str:
    read = found.understood
    conditions = [
        {"field": c.field, "op": c.op.value, "value": c.value, "unit": c.unit or None}
        for c in read.conditions
    ]
    query = {"text": read.text, "understood": conditions}
    told = {"query": query, "total": found.result.total, "hits": hits}
    told |= {"corrected": found.corrected} if found.corrected else {}
    return json.dumps(told, ensure_ascii=False)


def _as_lines(found: Found, hits: list[dict[str, str | int | float]]) -> str:
    lines = [f"searched for: {found.corrected}"] if found.corrected else []
    lines += [f"understood: {_condition(c)}" for c in found.understood.conditions]
    lines += [f"words: {found.understood.text}"] if found.understood.text else []
    lines.append(f"{found.result.total} found")
    lines += [f"{hit['score']:8.2f}  {hit['type']:<10}  {hit['title']}" for hit in hits]
    return "\n".join(lines)


def _condition(condition: Condition) -> str:
    signs = {"ge": "≥", "le": "≤", "eq": "=", "about": "≈"}
    value = f"{condition.value:g}" if isinstance(condition.value, float) else condition.value
    return f"{condition.field} {signs[condition.op.value]} {value} {condition.unit}".rstrip()


COMMANDS = (search_command,)
