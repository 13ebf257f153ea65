"""What the views of the editor share: the record asked for, its form, keeping and refusing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Organisation, User
from portal.accounts.organisations import all_organisations
from portal.accounts.permissions import Permission, Scope, allows, scope_of
from portal.core.audit import Actor
from portal.core.locales import BY_SEGMENT, DEFAULT, Locale
from portal.editorial import desk, readiness, revisions, service
from portal.editorial.desk import Shown
from portal.editorial.models import FACTS
from portal.editorial.service import Conflict, WorkingCopy
from portal.listings.fields import Record
from portal.listings.kit import ListingType
from portal.listings.models import Listing
from portal.listings.records import dump_record
from portal.listings.registry import by_segment, registry
from portal.listings.texts import Text
from portal.web.access import authorize, staff
from portal.web.context import db, locale
from portal.web.staff.listings import pictures
from portal.web.staff.listings.comparing import differences
from portal.web.staff.listings.form_fields import Choosing
from portal.web.staff.listings.layout import arranged
from portal.web.staff.listings.sheet import Sheet

LARGEST_ID = 2**31 - 1
FACTS_VERSION, TEXT_VERSION, CONTACT, OWNER = (
    "_facts_version",
    "_text_version",
    "_contact",
    "_owner",
)


@dataclass(slots=True)
class Editor:
    """A listing on the desk, one language of it open; `listing` is None before the first save."""

    type: ListingType
    listing: Listing | None
    owner_id: int
    locale: Locale
    copy: WorkingCopy
    sheet: Sheet
    typed: bool  # the sheet holds what the request sent

    @property
    def state(self) -> Shown:
        if self.listing is None:
            return Shown.DRAFT
        return desk.shown(self.listing, bool(self.copy.dirty))

    @property
    def source(self) -> Text:
        """The text in the first language, shown beside a translation."""
        return self.copy.texts.get(DEFAULT.segment, Text(""))


def actor() -> Actor:
    return Actor(staff().id, staff().name)


def type_of(segment: str) -> ListingType:
    return by_segment(segment) or abort(404)


def listing_for(permission: Permission, listing_id: int) -> Listing:
    """The listing of that id, if this person may do that to it; else 404 or 403."""
    listing = db().get(Listing, listing_id) if listing_id <= LARGEST_ID else None
    if listing is None or listing.type not in registry():
        abort(404)
    authorize(permission, listing.owner_id)
    g.desk_place = {"segment": registry()[listing.type].segment}
    return listing


def own_id(permission: Permission) -> int | None:
    """The organisation that this person's permission is narrowed to, or None."""
    return None if scope_of(staff(), permission) is Scope.ANY else staff().organisation_id


def open_tab() -> Locale:
    """The language that is open in the editor."""
    return BY_SEGMENT.get(request.args.get("text", ""), DEFAULT)


def open_editor(listing: Listing, *, typed: bool) -> Editor:
    """The editor of a listing, with what the request typed or what is saved."""
    copy = service.working_copy(db(), listing)
    listing_type = registry()[listing.type]
    form, locale_shown = request.form if typed else None, open_tab()
    sheet = Sheet(listing_type, locale_shown, copy, choosing(), form)
    return Editor(listing_type, listing, listing.owner_id, locale_shown, copy, sheet, typed)


def new_editor(listing_type: ListingType, *, typed: bool) -> Editor:
    """The editor of a listing that does not exist yet."""
    office = staff().organisation
    record: Record = {"region": office.region} if office.region else {}
    copy = WorkingCopy(record=record, texts={}, versions={}, dirty=frozenset())
    sheet = Sheet(listing_type, DEFAULT, copy, choosing(), request.form if typed else None)
    return Editor(listing_type, None, _chosen_owner(), DEFAULT, copy, sheet, typed)


def choosing() -> Choosing:
    return Choosing(locale(), lambda key, chosen: desk.choices_of(db(), key, chosen))


def may_choose_owner() -> bool:
    return scope_of(staff(), Permission.LISTING_EDIT) is Scope.ANY


def validate(editor: Editor) -> bool:
    """Check what was typed and take in new files; messages stand at the entries."""
    valid = editor.sheet.validate()
    for entry in editor.sheet.files:
        valid &= pictures.receive(db(), entry, editor.copy.record, editor.owner_id)
    return valid


def keep(editor: Editor, *, first: bool = False) -> None:
    """Save what differs from the working copy; raises :class:`Conflict` and saves nothing.

    The `first` save of a listing meets no version of anybody else's.
    """
    listing, sheet = editor.listing, editor.sheet
    assert listing is not None
    with db().begin_nested():
        if sheet.with_facts:
            record = sheet.record()
            before = dump_record(editor.type, editor.copy.record)
            if dump_record(editor.type, record) != before or not editor.copy.versions.get(FACTS):
                service.save_facts(
                    db(), listing, record, actor(), None if first else _posted(FACTS_VERSION)
                )
            _keep_contact(listing)
        text, segment = sheet.text(), editor.locale.segment
        held = editor.copy.texts.get(segment, Text("", origin=text.origin))
        if revisions.data_of(text) != revisions.data_of(held):
            service.save_text(
                db(), listing, segment, text, actor(), None if first else _posted(TEXT_VERSION)
            )


def page(
    editor: Editor, status: int = 200, conflict: Conflict | None = None
) -> ResponseReturnValue:
    """The editor's page. After a conflict it shows both versions and will save over theirs."""
    if editor.listing is not None and conflict:
        editor.copy = service.working_copy(db(), editor.listing)
    compared = differences(editor.copy, editor.sheet, locale()) if conflict else []
    return render_template(
        "staff/listings/editor.html",
        editor=editor,
        sheet=editor.sheet,
        blocks=arranged(editor.sheet),
        state_words=desk.STATES[editor.state],
        versions=_versions(editor, conflict),
        compared=compared,
        shelves=pictures.shelves(db(), editor.sheet, editor.owner_id),
        contacts=_contacts(editor.owner_id) if editor.sheet.with_facts else [],
        contact=_contact_shown(editor),
        owners=_owners() if editor.listing is None and may_choose_owner() else [],
        may_publish=allows(staff(), Permission.LISTING_PUBLISH, editor.owner_id),
    ), status


def _versions(editor: Editor, conflict: Conflict | None) -> dict[str, int]:
    """What the next save is made against: as the form was opened, or as was just compared."""
    if editor.typed and conflict is None:
        return {name: _posted(name) for name in (FACTS_VERSION, TEXT_VERSION)}
    saved = editor.copy.versions
    return {
        FACTS_VERSION: saved.get(FACTS, 0),
        TEXT_VERSION: saved.get(editor.locale.segment, 0),
    }


def show_shortcomings(editor: Editor) -> None:
    """Point out at the entries what keeps the working copy from being published."""
    assert editor.listing is not None
    texts = {key: text for key, text in editor.copy.texts.items() if not revisions.is_empty(text)}
    found = readiness.shortcomings(db(), editor.listing, editor.copy.record, texts)
    for segment, problem in found:
        here = segment == editor.locale.segment or (segment == FACTS and editor.sheet.with_facts)
        tab = None if here else BY_SEGMENT.get(segment, DEFAULT).name
        editor.sheet.point_out(problem, tab=tab)


def _posted(name: str) -> int:
    """A version as the form was opened with; -1, which no revision has, if it was lost."""
    return request.form.get(name, -1, type=int)


def _contacts(owner_id: int) -> Sequence[User]:
    return desk.contacts(db(), owner_id)


def _keep_contact(listing: Listing) -> None:
    """The person who answers for this listing: only one of its own organisation."""
    chosen = request.form.get(CONTACT)
    if chosen is None:
        return
    ids = {str(user.id): user.id for user in _contacts(listing.owner_id)}
    listing.contact_id = ids.get(chosen)


def _contact_shown(editor: Editor) -> str:
    held = editor.listing.contact_id if editor.listing else None
    return request.form.get(CONTACT, str(held or ""))


def _owners() -> list[Organisation]:
    return list(all_organisations(db()))


def _chosen_owner() -> int:
    """Who will own a new listing: only those who may edit anybody's may choose."""
    chosen = request.form.get(OWNER, "")
    if may_choose_owner() and chosen:
        offered = {str(office.id): office.id for office in _owners()}
        return offered.get(chosen) or abort(422)
    return staff().organisation_id
