"""Records for tests, made through the portal's own services."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, Role, User
from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.editorial import service as editorial
from portal.listings.models import Listing
from portal.listings.records import parse_record
from portal.listings.registry import registry
from portal.listings.texts import Text

PASSWORD = "salt lake at dawn 1408"
numbers = itertools.count(1)

# The least that each type needs to be published, and a translated field it requires.
FACTS: dict[str, dict[str, Any]] = {
    "park": {
        "level": "provincial",
        "land_area": 1_000_000,
        "laid_on": {"road": True, "gas": False},
    },
    "space": {"kind": "hall", "tenure": ["rent"]},
    "policy": {"level": "city", "support": [{"kind": "reward", "cap": 500_000}]},
    "talent": {"headcount": 3, "pay_from": 6000, "pay_to": 9000},
    "project": {"investment": 3e8},
    "enterprise": {"chain_role": "core"},
    "news": {"column": "activity"},
    "guide": {"chapter": 1, "topic": "location"},
}
FIELDS: dict[str, dict[str, str]] = {
    "policy": {"issuer": "示例局"},
    "talent": {"employer": "示例公司"},
}
UNIT = {"code": "A1", "area": 5200, "clear_height": 9, "floor_load": 30, "crane": 10, "power": 800,
        "length": 104, "width": 50, "column_x": 8, "column_y": 25, "rent_quoted": 12,
        "rent_unit": "month", "status": "available"}  # fmt: skip


def organisation(session: Session, key: str = "agency", **values: Any) -> Organisation:
    """The organisation of that key, made if there is none."""
    found = session.scalar(select(Organisation).where(Organisation.key == key))
    if found is None:
        facts = {"kind": "agency" if key == "agency" else "county", "region": "140800",
                 "names": {"zh-hans": f"{key}办公室", "en": f"{key} office"}, "duties": {},
                 "address": {}, "hours": {}, "phone": "0359-000-0001",
                 "email": f"{key}@invest.example"}  # fmt: skip
        found = Organisation(key=key, **{**facts, **values})
        session.add(found)
        session.flush()
    return found


def user(session: Session, role: str | Role = Role.EDITOR, organisation_key: str = "agency",
         **values: Any) -> User:  # fmt: skip
    """A member of staff who can sign in with `PASSWORD`."""
    from portal.accounts.passwords import hash_password

    number = next(numbers)
    facts = {"email": f"staff{number}@invest.example", "name": f"Staff {number}",
             "locale": "zh-hans", "active": True, "created_at": now(),
             "password_hash": hash_password(PASSWORD)}  # fmt: skip
    found = User(role=Role(role), organisation=organisation(session, organisation_key),
                 **{**facts, **values})  # fmt: skip
    session.add(found)
    session.flush()
    return found


def listing(
    session: Session,
    type_key: str,
    *,
    title: str = "",
    owner: str = "agency",
    texts: dict[str, Text] | None = None,
    publish: bool = True,
    source_id: str | None = None,
    **facts: Any,
) -> Listing:
    """A listing of any type, published unless told otherwise; `facts` as JSON would hold them."""
    listing_type = registry()[type_key]
    number = next(numbers)
    name = title or f"示例{listing_type.key}{number}"
    raw = {"region": "140802", "chains": ["equipment"], "verified_on": date(2026, 11, 1),
           **FACTS.get(type_key, {}), **facts}  # fmt: skip
    record, errors = parse_record(listing_type, raw)
    assert not errors, errors
    made = editorial.create(
        session,
        listing_type,
        organisation(session, owner).id,
        SYSTEM,
        title=name,
        source_id=source_id,
    )
    editorial.save_facts(session, made, record, SYSTEM, None)
    fields = FIELDS.get(type_key, {})
    for locale, text in (texts or {
        "zh-hans": Text(name, "盐湖区的一条示例信息。", "## 说明\n\n正文内容。", fields),
        "en": Text(f"Sample {type_key} {number}", "A sample record in Yanhu.", "## About\n\nText.", fields),
    }).items():  # fmt: skip
        editorial.save_text(session, made, locale, text, SYSTEM, None)
    if publish:
        editorial.publish(session, made, SYSTEM)
    session.flush()
    return made


def space(session: Session, *, units: list[dict[str, Any]] | None = None, **facts: Any) -> Listing:
    """A published hall with units (one of 5,200 m² with 9 m clear height unless told)."""
    return listing(session, "space", units=units if units is not None else [dict(UNIT)], **facts)
