"""Records as lines of a file: jsonl and csv, read with limits and written safely.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which reading
takes away again, so that what was exported can be imported.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any

from portal.core.i18n import Label, _l

MAX_LINE = 2_000_000  # bytes; the longest real document has 90,000 characters
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        return "application/x-ndjson" if self is Format.JSONL else "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Row:
    """One record with the line it starts on, counted from 1."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    message: Label


def read(file: IO[bytes], format: Format) -> Iterator[Row | BadRow]:
    """The records of a file, one after another; memory holds one line at a time."""
    return _read_jsonl(file) if format is Format.JSONL else _read_csv(file)


def write(
    file: IO[bytes], format: Format, columns: Sequence[str], records: Iterable[Mapping[str, Any]]
) -> int:
    """Write records; csv gives every record all columns. Returns how many there were."""
    return (
        _write_jsonl(file, records)
        if format is Format.JSONL
        else _write_csv(file, columns, records)
    )


def defused(cell: str) -> str:
    """A cell no spreadsheet will run."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def undefused(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def parse_json(text: str) -> Any:
    """Standard JSON, which knows no NaN; raises ValueError or RecursionError."""
    return json.loads(text, parse_constant=_no_constant)


def _read_jsonl(file: IO[bytes]) -> Iterator[Row | BadRow]:
    for number, line in _lines(file):
        if line is None:
            yield BadRow(number, _too_long())
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> Row | BadRow:
    try:
        values = parse_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadRow(number, _l("This line is not in UTF-8."))
    except (ValueError, RecursionError):
        return BadRow(number, _l("This line is not JSON."))
    if not isinstance(values, dict):
        return BadRow(number, _l("A record is expected: {…} with names and values."))
    return Row(number, values)


def _read_csv(file: IO[bytes]) -> Iterator[Row | BadRow]:
    long_lines: list[int] = []
    encoding = _encoding(file)
    reader = csv.reader(_decoded(file, encoding, long_lines), strict=True)
    header: list[str] | None = None
    start = 1
    while True:
        previous, csv_limit = start, csv.field_size_limit(MAX_LINE)
        try:
            cells = next(reader, None)
        except (csv.Error, ValueError):
            cells, start = [], reader.line_num + 1
            yield BadRow(
                previous,
                _l("This line is not CSV: look for a quotation mark that is not closed."),
            )
            continue
        finally:
            csv.field_size_limit(csv_limit)
        yield from (BadRow(number, _too_long()) for number in long_lines)
        long_lines.clear()
        if cells is None:
            return
        start = reader.line_num + 1
        if not any(cells):
            continue
        if header is None:
            header = [name.strip() for name in cells]
        elif len(cells) > len(header):
            yield BadRow(previous, _l("This line has more cells than the heading."))
        else:
            named = zip(header, cells, strict=False)
            yield Row(previous, {name: undefused(cell) for name, cell in named if cell})


def _decoded(file: IO[bytes], encoding: str, long_lines: list[int]) -> Iterator[str]:
    for number, line in _lines(file):
        if line is None:
            long_lines.append(number)
            yield "\n"
        else:
            yield line.decode(encoding, errors="replace")


def _encoding(file: IO[bytes]) -> str:
    """UTF-8, or GB 18030 as Chinese spreadsheets save it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(1 << 16):
            decoder.decode(chunk)
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "gb18030"
    finally:
        file.seek(0)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; None stands for one that is too long to be held."""
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _write_jsonl(file: IO[bytes], records: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 (the last number is the count)
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    return count


def _write_csv(
    file: IO[bytes], columns: Sequence[str], records: Iterable[Mapping[str, Any]]
) -> int:
    file.write(codecs.BOM_UTF8)  # without it spreadsheets take Chinese for something else
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    count = -1  # the heading is no record
    heading: Iterable[Sequence[str]] = (columns,)
    for rows in (heading, ([str(r.get(c, "")) for c in columns] for r in records)):
        for cells in rows:
            writer.writerow([defused(cell) for cell in cells])
            file.write(line.getvalue().encode())
            line.seek(0)
            line.truncate()
            count += 1
    return count


def _too_long() -> Label:
    return _l("This line is too long: at most %(most)d MB.", most=MAX_LINE // 1_000_000)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
