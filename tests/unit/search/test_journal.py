"""What is noted of searches, and what is not."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from portal.core.clock import today
from portal.search import journal
from portal.search.journal import Click, Search


def lines(folder: Path) -> list[Search | Click]:
    journal.set_aside(folder)
    return [line for path in journal.waiting(folder) for line in journal.read(path)]


def test_a_search_is_noted_as_it_is_compared(tmp_path: Path) -> None:
    journal.note_search(tmp_path, "  鹽湖區   廠房 ", "zh-hant", 12)
    journal.note_click(tmp_path, "Yanhu  HALL", 7)
    assert lines(tmp_path) == [
        Search(today(), "盐湖区 厂房", "zh-hant", 12),
        Click(today(), "yanhu hall", 7),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "wang@example.org", "王建国 13800138000", "138-0013-8000", "138 0013 8000", "1.3800138000",
        "０３５９１２３４５６７", "142701199001011234", "字" * 61, "", " \t ", "\u200b",
    ],
)  # fmt: skip
def test_what_looks_personal_or_is_no_question_is_not_written(tmp_path: Path, line: str) -> None:
    journal.note_search(tmp_path, line, "zh-hans", 0)
    journal.note_click(tmp_path, line, 1)
    assert lines(tmp_path) == []


@pytest.mark.parametrize(
    "line", ["厂房 5000-8000平", "500000平", "字" * 60, "\ud800厂房", 'a"b\\c\n']
)
def test_odd_questions_are_noted_in_one_line(tmp_path: Path, line: str) -> None:
    journal.note_search(tmp_path, line, "en", 0)
    assert len((tmp_path / "searches.jsonl").read_bytes().splitlines()) == 1
    assert len(lines(tmp_path)) == 1


def test_lines_of_many_writers_never_mix(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for _ in range(200):
            journal.note_search(tmp_path, f"问题{number}" * 8, "zh-hans", number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(lines(tmp_path)) == 1200


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    journal.note_search(tmp_path, "厂房", "zh-hans", 3)
    with (tmp_path / "searches.jsonl").open("ab") as file:
        file.write(b'{"day":"2026-11-0\n[1]\nnull\n{"day":7}\n\xff\xfe\n')
    journal.note_search(tmp_path, "园区", "zh-hans", 3)
    assert [line.question for line in lines(tmp_path)] == ["厂房", "园区"]


def test_a_flood_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "FULL", 500)
    for _ in range(100):
        journal.note_search(tmp_path, "厂房", "zh-hans", 3)
    assert (tmp_path / "searches.jsonl").stat().st_size < 700


def test_a_folder_that_cannot_be_written_does_not_break_a_search(tmp_path: Path) -> None:
    journal.note_search(tmp_path / "nowhere", "厂房", "zh-hans", 3)
    journal.note_click(tmp_path / "nowhere", "厂房", 3)
    journal.set_aside(tmp_path / "nowhere")
    assert journal.waiting(tmp_path / "nowhere") == []


def test_the_journal_says_nothing_but_the_question(tmp_path: Path) -> None:
    journal.note_search(tmp_path, "厂房", "zh-hans", 3)
    assert (tmp_path / "searches.jsonl").read_text() == (
        f'{{"day":"{date.isoformat(today())}","question":"厂房","locale":"zh-hans","total":3}}\n'
    )
