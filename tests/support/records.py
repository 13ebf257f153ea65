"""One record of each kind, of the own office (Yanhu) and of a foreign one (Linyi)."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import absences, teams
from portal.core.audit import SYSTEM
from portal.enquiries import saved_answers
from portal.enquiries.defaults import ensure_rules
from portal.enquiries.models import RoutingRule
from portal.enquiries.saved_answers import Facts
from portal.enquiries.submitting import submit
from portal.media.checks import Upload
from portal.media.service import store_document, store_image
from portal.runtime import Runtime
from portal.search import curation
from portal.search.curation import GroupFacts, PinFacts, WordFacts
from tests.support import factories
from tests.support.brought import lead, origin
from tests.support.enquiries import a_draft

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def one_of_each(session: Session, portal: Runtime) -> dict[str, int | str]:
    """Ids by name; `own_…` belongs to Yanhu, `foreign_…` to Linyi."""
    offices = {key: factories.organisation(session, key, region=region)
               for key, region in (("agency", "140800"), ("yanhu", "140802"), ("linyi", "140821"))}  # fmt: skip
    ensure_rules(session)
    found: dict[str, int | str] = {"organisation": offices["linyi"].id}
    for side, key in (("own", "yanhu"), ("foreign", "linyi")):
        hall = factories.space(session, owner=key, region=offices[key].region)
        draft = factories.listing(session, "space", owner=key, publish=False)
        enquiry = submit(session, a_draft(hall.id), f"key-{side}")
        assert enquiry.organisation_id == offices[key].id
        picture = store_image(session, portal.store, Upload("a.png", _png()), {}, offices[key].id)
        found |= {side: hall.id, f"{side}_draft": draft.id, f"{side}_enquiry": enquiry.id,
                  "reference": enquiry.reference, f"{side}_picture": picture.id}  # fmt: skip
    document = store_document(session, portal.store, Upload("document.pdf", PDF), private=False,
                              owner_id=offices["yanhu"].id)  # fmt: skip
    found["document"] = document.id
    person = factories.user(session, "viewer", "linyi")
    found["person"] = person.id
    days = (date(2026, 1, 1), date(2030, 1, 1))
    found["absence"] = absences.add(session, SYSTEM, person, days, None).id
    found["team"] = teams.add(session, SYSTEM, offices["linyi"].id, "外资组").id
    found["rule"] = session.scalars(select(RoutingRule.id).order_by(RoutingRule.position)).all()[0]
    found["synonyms"] = curation.add_group(session, SYSTEM, GroupFacts(("冷库", "cold store"))).id
    found["word"] = curation.add_word(session, SYSTEM, WordFacts("渔药小镇")).id
    pinned = PinFacts("盐湖区 厂房", (int(found["own"]),))
    for side, key in (("own", "yanhu"), ("foreign", "linyi")):
        found[f"{side}_origin"] = origin(session, key).id
        found[f"{side}_lead"] = lead(session, key).id
    editor = factories.user(session, "administrator")
    for side, office in (
        ("own", offices["yanhu"].id),
        ("foreign", offices["linyi"].id),
        ("all", None),
    ):
        facts = Facts(office, "来访", {"zh-hans": "{name}，欢迎来访。"})
        found[f"{side}_answer"] = saved_answers.add(session, editor, facts).id
    found["pin"] = curation.add_pin(session, SYSTEM, pinned).id
    return found


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1700, 900), (15, 94, 99)).save(buffer, "PNG")
    return buffer.getvalue()
