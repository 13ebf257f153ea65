"""Codes of a closed list: one, several, yes or no, and check lists."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _l
from portal.core.locales import Locale
from portal.listings.fields.base import Field, FieldError, Value, Vocabulary, clean

YES, NO = {"true", "yes", "1", "是", "有"}, {"false", "no", "0", "否", "无", "無"}


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    vocabulary: Vocabulary

    def parse(self, raw: object) -> str | None:
        if raw is None or not str(raw).strip():
            return None
        return _known(str(raw).strip(), self.vocabulary)

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return (self.vocabulary.label(value, locale),) if isinstance(value, str) else ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "enum": [*self.vocabulary.codes(), None]}


@dataclass(frozen=True, kw_only=True)
class Choices(Field):
    vocabulary: Vocabulary

    def parse(self, raw: object) -> tuple[str, ...] | None:
        if raw is None:
            return None
        parts = raw if isinstance(raw, (list, tuple)) else re.split(r"[,;，；、|]", str(raw))
        chosen = [_known(str(part).strip(), self.vocabulary) for part in parts if str(part).strip()]
        return tuple(dict.fromkeys(chosen)) or None

    def dump(self, value: Value) -> list[Any] | None:
        return list(value) if isinstance(value, tuple) else None

    def text(self, value: Value) -> str:
        return ",".join(str(code) for code in value) if isinstance(value, tuple) else ""

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return tuple(str(code) for code in value) if isinstance(value, tuple) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return tuple(self.vocabulary.label(code, locale) for code in self.facet_values(value))

    def schema(self) -> dict[str, Any]:
        items = {"type": "string", "enum": list(self.vocabulary.codes())}
        return {"type": ["array", "null"], "items": items}


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes, no, or not known: None is an honest answer."""

    def parse(self, raw: object) -> bool | None:
        if raw is None or str(raw).strip() == "":
            return None
        word = str(raw).strip().lower()
        if word not in YES | NO:
            raise FieldError(_l("Answer yes or no, or leave it open."))
        return word in YES

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return ("yes" if value else "no",) if isinstance(value, bool) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return (str(self.label),) if value is True else ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["boolean", "null"]}


@dataclass(frozen=True, kw_only=True)
class Checklist(Field):
    """Each item of a vocabulary is there, is not there, or is not known (left out)."""

    vocabulary: Vocabulary

    def parse(self, raw: object) -> dict[str, bool] | None:
        if raw is None or raw == "":
            return None
        items = _json(raw) if isinstance(raw, str) else raw
        if not isinstance(items, Mapping):
            raise FieldError(_l("Give items with yes or no."))
        answer = YesNo(name=self.name, label=self.label)
        parsed = {_known(str(k), self.vocabulary): answer.parse(v) for k, v in items.items()}
        return {item: known for item, known in parsed.items() if known is not None} or None

    def text(self, value: Value) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return tuple(k for k, there in value.items() if there) if isinstance(value, dict) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return tuple(self.vocabulary.label(code, locale) for code in self.facet_values(value))

    def schema(self) -> dict[str, Any]:
        return {"type": ["object", "null"], "additionalProperties": {"type": "boolean"}}


def _known(code: str, vocabulary: Vocabulary) -> str:
    if code not in vocabulary.codes():
        raise FieldError(_l("“%(value)s” is not one of the choices.", value=clean(code)[:40]))
    return code


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FieldError(_l("This is not written as expected.")) from error
