"""Synonyms and words on the desk: what is saved counts at once, what is tried does not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.listings.models import Generation
from portal.listings.vocabulary import base_lexicon
from portal.runtime import Runtime
from portal.search import curation
from portal.search.curation import Curated
from portal.search.folding import fold
from portal.search.models import DictionaryWord, SynonymGroup
from portal.web.staff.searching import synonyms
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.web.searching.conftest import Hall

NEW = "/staff/search/synonyms/new"
GROUP = {"words": "飞艇库\n罗茨风机房", "active": "y", "note": "有人这么问", "do": "save"}


def taught(portal: Runtime) -> Curated:
    with portal.database.read() as session:
        return curation.curated(session)


def groups(portal: Runtime) -> list[SynonymGroup]:
    with portal.database.read() as session:
        return list(session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)))


def found(client: StrictClient, question: str) -> str:
    return client.get("/zh-hans/search", query_string={"q": question}).text


def test_a_saved_group_counts_from_the_next_search_on(
    portal: Runtime, staff: Staff, client: StrictClient, hall: Hall
) -> None:
    hall("盐湖区罗茨风机房")
    assert "盐湖区罗茨" not in found(client, "飞艇库")
    assert staff("publisher").submit(NEW, GROUP).status_code == 303
    answer = found(client, "飞艇库")
    assert "风机房" in answer
    assert "盐湖区" in answer
    with portal.database.read() as session:
        counter = session.get(Generation, "search")
    assert counter
    assert counter.number == 1


def test_the_preview_shows_both_sides_and_saves_nothing(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    hall("盐湖区罗茨风机房")
    tried = {**GROUP, "do": "preview", "examples": "飞艇库\n盐湖区"}
    page = staff("publisher").submit(NEW, tried)
    assert page.status_code == 200
    before, after = page.text.split("preview__side")[2:4]
    assert "盐湖区罗茨风机房" not in before
    assert "盐湖区罗茨风机房" in after
    assert "preview__new" in after
    assert "有人这么问" in page.text, "what was typed is kept"
    assert taught(portal) == Curated()


def test_without_examples_the_words_themselves_are_tried(staff: Staff, hall: Hall) -> None:
    hall("盐湖区罗茨风机房")
    page = staff("publisher").submit(NEW, {**GROUP, "do": "preview"})
    assert page.text.count("preview__question") == 2


def test_a_built_in_group_is_replaced_switched_off_and_taken_back(
    portal: Runtime, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = base_lexicon().synonyms
    if not base:
        pytest.fail("the content brings synonyms")
    key = fold(base[0][0])
    client = staff("administrator")
    path = f"{NEW}?replaces={key}"
    assert base[0][0] in client.get(path).text
    words = "\n".join(base[0])
    assert client.submit(path, {"words": words, "do": "save"}).status_code == 303
    assert taught(portal) == Curated(switched_off=frozenset({key}))
    [row] = groups(portal)
    assert client.get(path).status_code == 303, "there is one page for one group"
    gone = client.submit(
        f"/staff/search/synonyms/{row.id}/remove",
        {"version": "1"},
        page=f"/staff/search/synonyms/{row.id}",
    )
    assert gone.status_code == 303
    assert taught(portal) == Curated()


@pytest.mark.parametrize(
    "words",
    ["", "厂房", "厂房\n廠房", "、，;", "字" * 41 + "\n车间", "\n".join(map(str, range(99)))],
)
def test_a_bad_group_is_told_at_its_field_and_kept(
    portal: Runtime, staff: Staff, words: str
) -> None:
    page = staff("publisher").submit(NEW, {**GROUP, "words": words})
    assert page.status_code == 422
    assert 'id="words-error"' in page.text
    assert "有人这么问" in page.text
    assert groups(portal) == []


def test_of_two_colleagues_the_second_sees_both_versions(portal: Runtime, staff: Staff) -> None:
    client = staff("publisher")
    client.submit(NEW, GROUP)
    path = f"/staff/search/synonyms/{groups(portal)[0].id}"
    assert client.submit(path, {**GROUP, "version": "1", "note": "mine"}).status_code == 303
    late = client.submit(path, {**GROUP, "version": "1", "note": "yours"})
    assert late.status_code == 409
    assert "<td>mine</td><td>yours</td>" in late.text
    gone = client.submit(f"{path}/remove", {"version": "1"}, page=path, follow_redirects=True)
    assert gone.status_code == 200
    assert len(groups(portal)) == 1


def test_a_group_without_its_tick_does_nothing(
    portal: Runtime, staff: Staff, client: StrictClient, hall: Hall
) -> None:
    hall("盐湖区罗茨风机房")
    staff("publisher").submit(NEW, {"words": GROUP["words"], "do": "save"})
    assert taught(portal) == Curated()
    assert "盐湖区罗茨" not in found(client, "飞艇库")


def test_a_word_that_stands_elsewhere_is_told(staff: Staff, hall: Hall) -> None:
    client = staff("publisher")
    client.submit(NEW, GROUP)
    page = client.submit(NEW, {"words": "飞艇库\n机库", "active": "y", "do": "preview"})
    assert "飞艇库 · 罗茨风机房" in page.text


def test_the_list_is_narrowed_and_paged(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synonyms, "PAGE_SIZE", 1)
    client = staff("publisher")
    client.submit(NEW, GROUP)
    client.submit(NEW, {**GROUP, "words": "甲虫\n乙虫"})
    first = client.get("/staff/search/synonyms/?words=虫")
    assert "甲虫 · 乙虫" in first.text
    assert "飞艇库" not in first.text
    assert "甲虫" in client.get("/staff/search/synonyms/").text
    assert "飞艇库" in client.get("/staff/search/synonyms/?page=2").text


def test_an_editor_looks_and_changes_nothing(staff: Staff) -> None:
    page = staff("editor").get("/staff/search/synonyms/").text
    assert "/staff/search/synonyms/new" not in page


def test_a_group_that_does_not_exist_is_not_found(staff: Staff) -> None:
    client = staff("publisher")
    assert client.get("/staff/search/synonyms/4711").status_code == 404
    assert client.get(f"{NEW}?replaces=nonsense").status_code == 404


def test_a_word_is_added_tried_and_taken_off(portal: Runtime, staff: Staff, hall: Hall) -> None:
    hall("渔药小镇标准厂房")
    client, new = staff("publisher"), "/staff/search/words/new"
    word = {"word": "渔药小镇", "use": "whole", "do": "preview"}
    assert client.submit(new, word).status_code == 200
    assert taught(portal).words == ()
    assert client.submit(new, {**word, "do": "save"}).status_code == 303
    assert taught(portal).words == ("渔药小镇",)
    again = client.submit(new, {**word, "word": "漁藥小鎮", "do": "save"})
    assert again.status_code == 422
    assert 'id="word-error"' in again.text
    with portal.database.read() as session:
        [entry] = session.scalars(select(DictionaryWord)).all()
    path = f"/staff/search/words/{entry.id}"
    off = {**word, "use": "apart", "version": "1", "do": "save"}
    assert client.submit(path, off).status_code == 303
    assert taught(portal) == Curated(words_off=frozenset({"渔药小镇"}))
    assert client.submit(path, off).status_code == 409
    assert client.submit(f"{path}/remove", {"version": "2"}, page=path).status_code == 303
    assert taught(portal) == Curated()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"word": ""}, "word"), ({"word": "药"}, "word"), ({"word": "药" * 41}, "word"),
     ({"use": "boil"}, "use"), ({"note": "x" * 201}, "note")],
)  # fmt: skip
def test_a_bad_word_is_told_at_its_field(staff: Staff, changes: dict[str, str], field: str) -> None:
    word = {"word": "渔药小镇", "use": "whole", "note": "n", "do": "save"}
    page = staff("publisher").submit("/staff/search/words/new", {**word, **changes})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
