"""What every search engine promises while its index changes, is built anew, or is lost."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from portal.core.outbox import Message
from portal.listings import indexing, service
from portal.listings.models import Listing
from portal.runtime import Runtime
from portal.search.engine import Document, Engine, IndexUnavailable
from portal.search.question import Space
from tests.support import factories
from tests.support.engines import Index, asking, document, found


def test_an_update_replaces_and_removes_and_can_be_repeated(engine: Engine) -> None:
    engine.rebuild([document(1, "盐湖厂房"), document(2, "河津厂房"), document(3, "空港厂房")])
    for _ in range(3):
        engine.update([document(1, "盐湖园区"), document(4, "绛县厂房")], deleted=[2, 99])
        assert sorted(found(engine, "厂房")) == [3, 4]
        assert found(engine, "盐湖") == [1]
        assert engine.status().documents == 3
        assert engine.frequencies([(Space.PAIR, "厂房"), (Space.WORD, "none")])[1] == 0


def test_many_small_updates_answer_like_a_rebuild(index: Index) -> None:
    """Scores, too, do not depend on how the index came about."""
    titles = ("盐湖厂房", "铝产业园", "盐湖区铝厂房 5000平方米", "aluminium hall")
    engine = index.open()
    engine.rebuild([])
    state: dict[int, Document] = {}
    for step in range(150):
        id = step * 7 % 9
        state.pop(id, None)
        if step % 5:
            state[id] = document(id, titles[step % 4], "厂房" * (step % 6), region="a", day=1)
        engine.update([state[id]] if id in state else [], [] if id in state else [id])
    questions = [asking(words, facets=("region",)) for words in ("盐湖", "铝 厂房", "halls", "")]
    updated = [engine.search(question) for question in questions]
    engine.rebuild(state.values())
    for question, before in zip(questions, updated, strict=True):
        after = engine.search(question)
        assert (before.total, before.facets) == (after.total, after.facets)
        assert [hit.id for hit in before.hits] == [hit.id for hit in after.hits]
        assert [h.score for h in before.hits] == pytest.approx([h.score for h in after.hits])


def test_another_process_sees_a_commit_at_once(index: Index) -> None:
    writer, reader = index.open(), index.open()
    writer.rebuild([document(1, "厂房")])
    assert found(reader, "厂房") == [1]
    writer.update([document(2, "厂房")])
    assert sorted(found(reader, "厂房")) == [1, 2]


def test_every_commit_and_rebuild_has_its_generation(engine: Engine) -> None:
    engine.rebuild([document(1, "厂房")])
    seen = [engine.status().generation]
    engine.update([document(1, "厂房")])
    seen.append(engine.status().generation)
    engine.rebuild([document(1, "厂房")])
    seen.append(engine.status().generation)
    assert len(set(seen)) == 3
    assert engine.status().analysis


def test_readers_go_on_with_the_old_index_during_a_rebuild(index: Index) -> None:
    reader, writer = index.open(), index.open()
    assert writer.rebuild([document(1, "厂房")]) == 1

    def source() -> Iterator[Document]:
        for id in (2, 3, 2):
            yield document(id, "厂房")
            assert found(reader, "厂房") == [1]

    assert writer.rebuild(source()) == 2
    assert sorted(found(reader, "厂房")) == [2, 3]


def test_an_update_waits_for_a_rebuild_and_is_not_lost(index: Index) -> None:
    writer, other = index.open(), index.open()
    writer.rebuild([])
    late = Thread(target=other.update, args=([document(9, "厂房")],))

    def source() -> Iterator[Document]:
        yield document(1, "厂房")
        late.start()
        late.join(0.2)
        assert late.is_alive()

    writer.rebuild(source())
    late.join()
    assert sorted(found(writer, "厂房")) == [1, 9]


def test_a_rebuild_that_breaks_leaves_the_old_index(index: Index) -> None:
    engine = index.open()
    engine.rebuild([document(1, "厂房")])

    def source() -> Iterator[Document]:
        yield document(2, "厂房")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(source())
    assert found(engine, "厂房") == [1]


def test_searches_go_on_while_writers_update_and_rebuild(index: Index) -> None:
    index.open().rebuild(document(id, "厂房") for id in range(20))
    done, wrong = Event(), []

    def search() -> None:
        reader = index.open()
        while not done.is_set():
            ids = found(reader, "厂房", limit=50)
            if not set(range(20)) <= set(ids):
                wrong.append(ids)

    def write(first: int) -> None:
        writer = index.open()
        for id in range(first, first + 5):
            writer.update([document(id, "厂房")])

    readers = [Thread(target=search) for _ in range(3)]
    writers = [Thread(target=write, args=(first,)) for first in (20, 25)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    for _ in range(4):
        index.open().rebuild(document(id, "厂房") for id in range(30))
    done.set()
    for thread in readers:
        thread.join()
    assert not wrong
    assert sorted(found(index.open(), "厂房", limit=50)) == list(range(30))


def test_a_missing_index_says_so_and_no_update_creates_it(index: Index) -> None:
    engine = index.open()
    for use in (
        lambda: engine.search(asking("厂房")),
        engine.status,
        lambda: engine.update([document(1, "厂房")]),
        lambda: engine.explain(asking("厂房"), 1),
        lambda: engine.frequencies([(Space.PAIR, "厂房")]),
        lambda: engine.search(asking("")),
    ):
        with pytest.raises(IndexUnavailable):
            use()
    engine.rebuild([document(1, "厂房")])
    index.lose()
    with pytest.raises(IndexUnavailable):
        engine.search(asking("厂房"))
    engine.rebuild([document(2, "厂房")])
    assert found(engine, "厂房") == [2]


def test_an_index_of_another_version_is_as_good_as_none(index: Index) -> None:
    index.open().rebuild([document(1, "厂房")])
    index.age()
    with pytest.raises(IndexUnavailable):
        index.open().search(asking("厂房"))
    with pytest.raises(IndexUnavailable):
        index.open().update([document(2, "厂房")])
    index.open().rebuild([document(3, "厂房")])
    assert found(index.open(), "厂房") == [3]


def test_what_is_withdrawn_is_not_found_any_more(engine: Engine, portal: Runtime) -> None:
    with portal.database.write() as session:
        id = factories.listing(session, "space", title="盐湖标准厂房").id
    indexing.rebuild(portal.database, engine)
    assert found(engine, "盐湖厂房") == [id]
    with portal.database.write() as session:
        service.withdraw(session, session.get_one(Listing, id))
    indexing.handle(portal.database, engine, [Message(1, "listing", {"listing": id}, 1)])
    assert found(engine, "盐湖厂房") == []
