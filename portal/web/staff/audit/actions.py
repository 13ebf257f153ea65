"""What the codes of the audit trail are called; a code without a name is shown as it is."""

from __future__ import annotations

from portal.core.i18n import Label, _l

ACTIONS: dict[str, Label] = {
    "account.signed_in": _l("Signed in"),
    "account.sign_in_failed": _l("Sign-in refused"),
    "account.signed_out": _l("Signed out"),
    "account.joined": _l("Took up the invitation"),
    "account.details_changed": _l("Changed own details"),
    "account.password_changed": _l("Changed own password"),
    "account.reset_requested": _l("Asked for a new password"),
    "account.password_reset": _l("Set a new password by link"),
    "account.session_ended": _l("Signed out another browser"),
    "person.added": _l("Person added"),
    "person.invited": _l("Invitation sent"),
    "person.changed": _l("Person changed"),
    "organisation.added": _l("Organisation added"),
    "organisation.changed": _l("Organisation changed"),
    "listing.created": _l("Listing created"),
    "listing.facts_saved": _l("Facts of a listing saved"),
    "listing.text_saved": _l("Text of a listing saved"),
    "listing.published": _l("Listing published"),
    "listing.withdrawn": _l("Listing withdrawn"),
    "listing.discarded": _l("Draft of a listing discarded"),
    "listing.deleted": _l("Listing deleted"),
    "listings.imported": _l("Records imported"),
    "media.described": _l("Picture described"),
    "enquiry.routed": _l("Enquiry received and routed"),
    "enquiry.handed_over": _l("Enquiry handed over"),
    "enquiry.taken_over": _l("Enquiry taken over"),
    "enquiry.answered": _l("Enquiry answered"),
    "enquiry.noted": _l("Note on an enquiry"),
    "enquiry.written": _l("Investor wrote again"),
    "enquiry.closed": _l("Enquiry closed"),
    "enquiry.reopened": _l("Enquiry reopened"),
    "enquiry.erased": _l("Personal data erased when its time was over"),
    "rule.added": _l("Routing rule added"),
    "rule.changed": _l("Routing rule changed"),
    "rule.moved": _l("Routing rule moved"),
    "rule.deleted": _l("Routing rule deleted"),
    "synonyms.added": _l("Synonyms added"),
    "synonyms.changed": _l("Synonyms changed"),
    "synonyms.removed": _l("Synonyms deleted"),
    "word.added": _l("Word of the dictionary added"),
    "word.changed": _l("Word of the dictionary changed"),
    "word.removed": _l("Word of the dictionary taken off"),
    "pin.added": _l("Answer pinned"),
    "pin.changed": _l("Pinned answers changed"),
    "pin.removed": _l("Pinned answers deleted"),
    "judgement.given": _l("Answers judged"),
}
SUBJECTS: dict[str, Label] = {
    "user": _l("Person"),
    "organisation": _l("Organisation"),
    "listing": _l("Listing"),
    "listing_type": _l("Type of listing"),
    "enquiry": _l("Enquiry"),
    "rule": _l("Routing rule"),
    "media": _l("File"),
    "synonyms": _l("Synonyms"),
    "word": _l("Word"),
    "pin": _l("Pinned answers"),
    "judgement": _l("Judged question"),
}


def action_name(code: str) -> Label:
    return ACTIONS.get(code, code)


def subject_name(code: str) -> Label:
    return SUBJECTS.get(code, code)
