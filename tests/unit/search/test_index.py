"""What holds while the index changes, is replaced, or is broken."""

import json
import multiprocessing
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search import building
from portal.search.engine import Document, IndexUnavailable
from portal.search.engines.whoosh import WhooshEngine

from .conftest import document, query

Opener = Callable[[], WhooshEngine]


def total(engine: WhooshEngine, text: str = "厂房") -> int:
    return engine.search(query(text)).total


def test_an_update_replaces_and_removes(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "盐湖厂房"), document(2, "河津厂房"), document(3, "空港厂房")])
    engine.update([document(1, "盐湖园区"), document(4, "绛县厂房")], deleted=[2, 99])
    assert {hit.id for hit in engine.search(query("厂房")).hits} == {3, 4}
    assert total(engine, "盐湖") == 1
    assert engine.status().documents == 3


def test_repeating_an_update_changes_nothing(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "厂房")])
    for _ in range(3):
        engine.update([document(1, "厂房"), document(2, "厂房")], deleted=[3])
    assert total(engine) == 2


def test_an_updated_index_answers_like_a_rebuilt_one(tmp_path: Path) -> None:
    """Also over merges of parts: scores do not depend on how the index came about."""
    titles = st.sampled_from(["盐湖厂房", "铝产业园", "盐湖区铝厂房 5000平方米", "aluminium hall"])
    steps = st.lists(st.tuples(st.integers(1, 6), titles | st.none()), min_size=9, max_size=14)
    updated = WhooshEngine(tmp_path / "updated")
    rebuilt = WhooshEngine(tmp_path / "rebuilt")

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def same(changes: list[tuple[int, str | None]]) -> None:
        state: dict[int, Document] = {}
        updated.rebuild([])
        for id, title in changes:
            state.pop(id, None)
            if title:
                state[id] = document(id, title, region="a", day=id)
            updated.update([state[id]] if title else [], deleted=[] if title else [id])
        rebuilt.rebuild(state.values())
        for text in ("盐湖", "铝 厂房", "5000平方米", "halls", ""):
            asked = query(text, facets=("region",))
            assert updated.search(asked) == rebuilt.search(asked)

    same()


def test_another_process_sees_a_commit_at_once(open_engine: Opener) -> None:
    writer, reader = open_engine(), open_engine()
    writer.rebuild([document(1, "厂房")])
    assert total(reader) == 1
    writer.update([document(2, "厂房")])
    assert total(reader) == 2
    before = reader.status().generation
    writer.rebuild([document(5, "厂房")])
    assert total(reader) == 1
    assert reader.status().generation != before


def test_a_forked_process_opens_the_index_for_itself(engine: WhooshEngine) -> None:
    engine.rebuild([document(n, f"厂房{n}号") for n in range(1, 9)])
    assert total(engine) == 8

    def search() -> None:
        for n in range(1, 9):
            assert total(engine, f"{n}号") == 1

    children = [multiprocessing.get_context("fork").Process(target=search) for _ in range(3)]
    for child in children:
        child.start()
    search()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]


def test_a_rebuild_of_many_parts_is_complete(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "CHARACTERS", 100)  # some twenty documents each
    documents = [document(n, f"厂房{n}号") for n in [*range(1, 41), 7, 8]]
    assert engine.rebuild(documents) == 40
    assert total(engine) == engine.status().documents == 40


def test_searches_go_on_while_the_index_is_updated_and_rebuilt(open_engine: Opener) -> None:
    writer, reader = open_engine(), open_engine()
    documents = [document(n, f"厂房{n}号") for n in range(1, 21)]
    writer.rebuild(documents)
    finished = threading.Event()
    seen: list[int] = []
    failures: list[BaseException] = []

    def read() -> None:
        while not finished.is_set():
            try:
                seen.append(total(reader))
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(12):
        writer.update([document(n, f"厂房{n}号") for n in (1, 2, 3)])
        if number % 4 == 0:
            writer.rebuild(documents)
    finished.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert set(seen) == {20}


def test_two_writers_take_turns(open_engine: Opener) -> None:
    open_engine().rebuild([])

    def write(first: int) -> None:
        engine = open_engine()
        for n in range(first, first + 5):
            engine.update([document(n, "厂房")])

    threads = [threading.Thread(target=write, args=(first,)) for first in (1, 11, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total(open_engine()) == 15


def test_without_an_index_everything_says_so(engine: WhooshEngine) -> None:
    for use in (engine.status, lambda: total(engine), lambda: engine.update([document(1, "厂房")])):
        with pytest.raises(IndexUnavailable):
            use()
    assert engine.rebuild([]) == 0
    assert total(engine) == total(engine, "") == 0


def test_an_index_of_another_analysis_is_not_used(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.rebuild([document(1, "厂房")])
    current = tmp_path / "index" / "CURRENT"
    current.write_text(json.dumps(json.loads(current.read_text()) | {"analysis": "0/0"}))
    with pytest.raises(IndexUnavailable):
        total(engine)
    engine.rebuild([document(1, "厂房")])
    assert total(engine) == 1


def files_of(tmp_path: Path) -> list[Path]:
    return sorted(p for p in tmp_path.glob("index/**/*") if p.is_file() and p.stat().st_size)


@pytest.mark.parametrize("keep", [0.0, 0.5, 0.99])
def test_a_damaged_file_is_noticed_and_a_rebuild_repairs(
    open_engine: Opener, tmp_path: Path, keep: float
) -> None:
    documents = [document(n, f"厂房{n}号", region="a") for n in range(1, 9)]
    open_engine().rebuild(documents)
    open_engine().update([document(9, "厂房9号")])
    for number in range(len(files_of(tmp_path))):
        path = files_of(tmp_path)[number]
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
        with pytest.raises(IndexUnavailable):
            total(open_engine())
        open_engine().rebuild(documents)
        open_engine().update([document(9, "厂房9号")])
        assert total(open_engine()) == 9


def test_a_file_damaged_in_use_is_noticed_when_it_is_read(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    engine.rebuild([document(1, "厂房"), document(2, "园区")])
    assert total(engine) == 1
    for path in tmp_path.glob("index/*/*.pst"):
        path.write_bytes(b"")
    with pytest.raises(IndexUnavailable):
        total(engine, "园区")


def test_a_failing_source_leaves_the_old_index_and_its_own_error(engine: WhooshEngine) -> None:
    def failing() -> object:
        yield document(2, "厂房")
        raise ValueError("the database is away")

    engine.rebuild([document(1, "厂房")])
    with pytest.raises(ValueError, match="away"):
        engine.rebuild(failing())  # type: ignore[arg-type]
    assert [hit.id for hit in engine.search(query("厂房")).hits] == [1]
    engine.update([document(3, "厂房")])
    assert total(engine) == 2


def test_the_index_is_private_and_old_ones_are_removed(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    for _ in range(3):
        engine.rebuild([document(1, "厂房")])
    kept = [path for path in (tmp_path / "index").iterdir() if path.is_dir()]
    assert len(kept) == 1
    for path in (tmp_path / "index", *kept):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_replaced_index_stays_for_its_readers_a_while(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, grace=60)
    for _ in range(2):
        engine.rebuild([document(1, "厂房")])
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 2
