"""What holds while several processes write and read one index, and when one of them is killed."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search.directory import Turn
from portal.search.engine import Document, IndexUnavailable
from portal.search.engines.whoosh import WhooshEngine
from portal.search.snapshot import Snapshot

from .conftest import document, query

Opener = Callable[[], WhooshEngine]


def total(engine: WhooshEngine, text: str = "厂房") -> int:
    return engine.search(query(text)).total


def test_what_an_update_writes_is_read_when_it_is_its_turn(engine: WhooshEngine) -> None:
    """Read before another writer was done, it could put back what that one had replaced."""
    engine.rebuild([document(1, "旧厂房")])
    others_done = threading.Event()
    read_in_time: list[bool] = []

    def slowly() -> Iterator[Document]:
        yield document(1, "新厂房")
        others_done.set()

    def late() -> Iterator[Document]:
        read_in_time.append(others_done.is_set())
        yield document(1, "最新厂房")

    first = threading.Thread(target=engine.update, args=(slowly(),))
    with engine._directory.writing():
        first.start()
        assert not others_done.wait(0.2), "it reads nothing while another writes"
    first.join()
    engine.update(late(), deleted=[1])
    assert read_in_time == [True]
    assert total(engine, "最新厂房") == 1


def test_who_wrote_while_the_index_was_deleted_gives_up(
    engine: WhooshEngine, open_engine: Opener, tmp_path: Path
) -> None:
    """Another has made a new index in the meantime, from what is true by now."""

    def disturbed() -> Iterator[Document]:
        yield document(1, "旧厂房")
        shutil.rmtree(tmp_path / "index")
        open_engine().rebuild([document(1, "新厂房")])

    with pytest.raises(IndexUnavailable):
        engine.rebuild(disturbed())
    assert total(open_engine(), "新厂房") == 1


def test_who_waited_for_a_lock_that_was_deleted_waits_for_the_new_one(
    engine: WhooshEngine, open_engine: Opener, tmp_path: Path
) -> None:
    """Else two would write at a time: each holds a lock, only one of them in the directory."""
    engine.rebuild([])
    order: list[str] = []

    def wait() -> None:
        engine.rebuild([])
        order.append("waited")

    waiting = threading.Thread(target=wait)
    with open_engine()._directory.writing():
        waiting.start()
        waiting.join(0.2)
        shutil.rmtree(tmp_path / "index")
        second = open_engine()._directory.writing()
        second.__enter__()
    waiting.join(0.2)
    order.append("second")
    second.__exit__(None, None, None)
    waiting.join()
    assert order == ["second", "waited"]


def test_what_a_killed_writer_did_not_publish_is_never_seen(
    engine: WhooshEngine, open_engine: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one process could show it before the others, and be followed by an older answer."""
    engine.rebuild([document(1, "旧厂房")])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Turn, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            open_engine().update([document(1, "新厂房"), document(2, "绛县厂房")])
    assert total(engine, "新厂房") == total(open_engine(), "新厂房") == 1
    assert total(open_engine(), "绛县") == 0
    assert total(open_engine(), "旧") == 1
    engine.update([document(3, "河津厂房")])
    assert total(open_engine(), "绛县") == 0
    assert total(open_engine(), "厂房") == 2


def test_files_of_the_commit_before_stay_until_the_next_is_published(
    engine: WhooshEngine, open_engine: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that starts between a commit and its publication can still answer."""
    engine.rebuild(document(id, "厂房") for id in range(5))
    publish = Turn.publish
    found: list[int] = []

    def looked_at(turn: Turn, *given: object) -> None:
        found.append(total(open_engine()))
        publish(turn, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Turn, "publish", looked_at)
    for id in range(5, 25):  # more than the parts that are merged
        engine.update([document(id, "厂房")])
    assert found == list(range(5, 25))


def test_nobody_is_answered_from_before_while_another_opens_the_new(
    engine: WhooshEngine, open_engine: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have shown the new one already."""
    reader = open_engine()
    engine.rebuild([document(1, "旧厂房")])
    assert total(reader) == 1
    engine.update([document(2, "新厂房")])
    opening, go_on = threading.Event(), threading.Event()
    open_ = reader._views._open

    def slowly(*given: object) -> Snapshot:
        opening.set()
        go_on.wait()
        return open_(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reader._views, "_open", slowly)
    found: list[int] = []
    askers = [threading.Thread(target=lambda: found.append(total(reader))) for _ in range(2)]
    for asker in askers:
        asker.start()
    opening.wait()
    askers[-1].join(0.2)
    go_on.set()
    for asker in askers:
        asker.join()
    assert found == [2, 2]


def test_a_new_index_is_never_taken_for_one_that_was_deleted(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    """Pages are kept under the name of the commit they were made from."""
    seen = set()
    for _ in range(2):
        engine.rebuild([document(1, "厂房")])
        seen.add(engine.status().generation)
        shutil.rmtree(tmp_path / "index")
    assert len(seen) == 2
