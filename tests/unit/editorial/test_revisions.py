"""Work in progress: saved apart from what is public, published whole, kept as history."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core.audit import SYSTEM, Actor, AuditEntry
from portal.core.locales import BY_SEGMENT
from portal.editorial import service
from portal.editorial.models import FACTS
from portal.editorial.service import Conflict
from portal.listings import details
from portal.listings.models import Listing, ListingText, Origin, State
from portal.listings.registry import registry
from portal.listings.service import NotPublishable
from portal.listings.texts import Text
from portal.runtime import Runtime
from tests.support import factories

ZH = BY_SEGMENT["zh-hans"]


def public_title(portal: Runtime, listing: Listing, locale: str = "zh-hans") -> str | None:
    with portal.database.read() as session:
        view = details.find(session, registry()[listing.type], listing.id, BY_SEGMENT[locale])
        return view.text.title if view else None


def test_an_edit_stays_invisible_until_it_is_published(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news", title="旧标题")
        service.save_text(session, listing, "zh-hans", Text("新标题"), SYSTEM, None)
    assert public_title(portal, listing) == "旧标题"
    with portal.database.write() as session:
        service.publish(session, session.get_one(Listing, listing.id), SYSTEM)
    assert public_title(portal, listing) == "新标题"


def test_a_save_against_an_old_version_is_refused_and_tells_what_stands_there(
    portal: Runtime,
) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
        seen = service.working_copy(session, listing).versions["zh-hans"]
        service.save_text(session, listing, "zh-hans", Text("她的"), SYSTEM, seen)
        with pytest.raises(Conflict) as refused:
            service.save_text(session, listing, "zh-hans", Text("他的"), SYSTEM, seen)
        assert refused.value.theirs.data["title"] == "她的"
        assert service.working_copy(session, listing).texts["zh-hans"].title == "她的"


def test_a_publication_meanwhile_counts_as_a_change_too(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
        seen = service.working_copy(session, listing).versions["zh-hans"]
        service.save_text(session, listing, "zh-hans", Text("先发布"), SYSTEM, seen)
        service.publish(session, listing, SYSTEM)
        with pytest.raises(Conflict):
            service.save_text(session, listing, "zh-hans", Text("后保存"), SYSTEM, seen)


def test_a_translator_and_an_editor_do_not_collide(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
        versions = service.working_copy(session, listing).versions
        service.save_text(session, listing, "zh-hans", Text("中文"), SYSTEM, versions["zh-hans"])
        service.save_text(session, listing, "en", Text("English"), SYSTEM, versions["en"])
        assert service.working_copy(session, listing).dirty == {"zh-hans", "en"}


def test_a_translation_is_marked_stale_when_only_its_source_changed(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
        service.save_text(session, listing, "zh-hans", Text("改过的"), SYSTEM, None)
        service.publish(session, listing, SYSTEM)
        english = session.get_one(ListingText, (listing.id, "en"))
        assert english.origin == Origin.STALE
        service.save_text(session, listing, "en", Text("Changed"), SYSTEM, None)
        service.publish(session, listing, SYSTEM)
        assert session.get_one(ListingText, (listing.id, "en")).origin == Origin.WRITTEN


def test_publishing_says_what_is_missing_and_changes_nothing(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news", publish=False, column=None)
        with pytest.raises(NotPublishable) as refused:
            service.publish(session, listing, SYSTEM)
        assert [problem.field for problem in refused.value.problems] == ["column"]
        assert listing.state == State.DRAFT
        assert service.working_copy(session, listing).dirty == {FACTS, "zh-hans", "en"}


def test_a_language_in_which_nothing_is_written_is_not_published(portal: Runtime) -> None:
    with portal.database.write() as session:
        texts = {"zh-hans": Text("只有中文"), "en": Text("")}
        listing = factories.listing(session, "news", texts=texts)
        found = session.scalars(
            select(ListingText.locale).where(ListingText.listing_id == listing.id)
        )
        assert set(found) == {"zh-hans", "zh-hant"}


def test_withdrawn_listings_keep_their_last_facts_and_can_come_back(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "park", level="national")
        service.withdraw(session, listing, SYSTEM, "sold")
        assert service.last_facts(session, listing)["level"] == "national"
        assert listing.state == State.WITHDRAWN
        service.publish(session, listing, SYSTEM)
    assert public_title(portal, listing) is not None


def test_discarding_brings_back_what_is_public(portal: Runtime) -> None:
    with portal.database.write() as session:
        listing = factories.listing(session, "news", title="公开的")
        service.save_text(session, listing, "zh-hans", Text("不要的"), SYSTEM, None)
        service.discard(session, listing, SYSTEM)
        copy = service.working_copy(session, listing)
    assert copy.texts["zh-hans"].title == "公开的"
    assert copy.dirty == frozenset()


def test_only_a_draft_can_be_deleted(portal: Runtime) -> None:
    with portal.database.write() as session:
        draft = factories.listing(session, "news", publish=False)
        listing = factories.listing(session, "news")
        service.remove(session, draft, SYSTEM)
        assert session.get(Listing, draft.id) is None
        with pytest.raises(ValueError, match="only a draft"):
            service.remove(session, listing, SYSTEM)


def test_every_deed_stands_in_the_audit_trail_with_who_did_it(portal: Runtime) -> None:
    actor = Actor(None, "Li")
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
        before = {entry.id for entry in session.scalars(select(AuditEntry))}
        service.save_text(session, listing, "en", Text("New"), actor, None)
        service.publish(session, listing, actor)
        service.withdraw(session, listing, actor, "old")
        session.flush()
        entries = [e for e in session.scalars(select(AuditEntry)) if e.id not in before]
    assert [(e.action, e.actor_name, e.subject_id) for e in entries] == [
        (action, "Li", str(listing.id))
        for action in ("listing.text_saved", "listing.published", "listing.withdrawn")
    ]
