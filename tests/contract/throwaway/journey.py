"""Takes the throw-away type through the whole portal; run by `test_new_type.py` on its own.

A process of its own, because a type that is declared here must not stay in the registry and the
metadata of the other tests.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    import portal.listings.types as types_package

    _add_folder(types_package)
    from portal import create_app
    from portal.config import read_settings
    from portal.core.database import Base
    from portal.migrations import migrate
    from portal.runtime import build_runtime
    from portal.worker import work_once
    from tests.support import factories
    from tests.support.client import StrictClient

    runtime = build_runtime(read_settings(os.environ))
    migrate(runtime.database)
    Base.metadata.create_all(runtime.database.engine)  # what the type's migration would do
    runtime.engine.rebuild(())
    app = create_app(runtime=runtime)
    app.test_client_class = StrictClient
    with runtime.database.write() as session:
        address = factories.user(session, "publisher").email
    desk, reader = app.test_client(), app.test_client()
    assert isinstance(desk, StrictClient)
    desk.submit("/staff/sign-in", {"email": address, "password": factories.PASSWORD})

    # Form and publish.
    made = desk.submit("/staff/listings/windmills/new", _form())
    assert made.status_code == 303, made.text
    edit = made.headers["Location"].split("?")[0]
    published = desk.submit(edit + "/publish", page=edit)
    assert published.status_code == 303, published.text
    while work_once(app, runtime):
        pass

    # List, range filter, facet.
    for query, there in (("", True), ("height_min=20", True), ("height_min=40", False),
                         ("make=tower", True), ("make=post", False)):  # fmt: skip
        listed = reader.get(f"/en/windmills/?{query}").text
        assert ("示例风车一号" in listed) is there, query

    # Its page, search, API.
    page = reader.get("/en/windmills/1", follow_redirects=True)
    assert page.status_code == 200
    assert "Sail one" in page.text
    found = _json(reader, "/api/v1/search?q=风车")
    assert [hit["type"] for hit in found["hits"]] == ["windmill"]
    assert found["facets"]["type"][0]["value"] == "windmill"
    one = _json(reader, "/api/v1/listings/windmills/1")
    assert one["height"] == 30
    assert one["rotors"] == [{"name": "Sail one", "diameter": 22.5}]
    assert "/listings/windmills" in _json(reader, "/api/v1/openapi.json")["paths"]

    _exchange(folder)
    again = _json(reader, "/api/v1/listings/windmills")
    assert again["total"] == 2
    print("done")


def _json(reader: FlaskClient, path: str) -> dict[str, Any]:
    return dict(reader.get(path).json or {})


def _form() -> dict[str, object]:
    return {
        "title": "示例风车一号", "summary": "一座示例风车。", "body": "正文", "miller": "示例磨坊",
        "make": "tower", "height": "30 米", "region": "140802",
        "rotors-count": "1", "rotors-0-name": "Sail one", "rotors-0-diameter": "22.5",
    }  # fmt: skip


def _exchange(folder: Path) -> None:
    """Export, change the id, import as another record."""
    from click.testing import CliRunner

    from portal.cli import load_commands

    for ending in ("jsonl", "csv"):
        file = folder / f"windmills.{ending}"
        done = CliRunner().invoke(load_commands(), ["export", "windmill", str(file)])
        assert done.exit_code == 0, done.output
    file = folder / "windmills.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0]["rotors"] == [{"name": "Sail one", "diameter": 22.5}]
    file.write_text("".join(json.dumps({**line, "source_id": "second"}) + "\n" for line in lines))
    done = CliRunner().invoke(load_commands(), ["import", "windmill", str(file), "--publish"])
    assert done.exit_code == 0, done.output


def _add_folder(package: object) -> None:
    """Let the registry find the throw-away folder beside the real ones."""
    import importlib

    import portal.listings.types.space.listing as real

    path = package.__path__  # type: ignore[attr-defined]
    path.append(str(HERE / "types"))
    assert re.search(r"types[/\\]space", str(real.__file__))
    importlib.invalidate_caches()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
