"""Who asks for what is kept of them, how that is known, and by what they are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from wtforms import StringField

from portal.core.i18n import Label, _l, _ln
from portal.enquiries.models import Enquiry
from portal.web.staff.forms import DeskForm, add_error, choice_field, text_field

PURPOSES: dict[str, Label] = {
    "copy": _l("The person asks what is kept of them"),
    "erasure": _l("The person asks for erasure"),
    "complaint": _l("A complaint or an incident is looked into"),
    "authority": _l("An authority asks, in writing"),
}
PROOFS: dict[str, Label] = {
    "contact": _l("They wrote or called from the address or number that we know"),
    "document": _l("They showed an identity document"),
    "letter": _l("A letter lies before us"),
}


class SearchForm(DeskForm):
    purpose = choice_field(_l("What for"), list(PURPOSES.items()))
    proof = choice_field(_l("How we know who asks"), list(PROOFS.items()))
    known = text_field(
        _l("E-mail address, telephone number or reference"),
        most=254,
        help=_l("Exactly as the person gave it. A reference finds what else the person sent."),
        autocomplete="off",
    )


class ReasonForm(DeskForm):
    """Both go along from page to page, and into the trail with every deed."""

    purpose = choice_field(_l("What for"), list(PURPOSES.items()))
    proof = choice_field(_l("How we know who asks"), list(PROOFS.items()))


def _plain(typed: str | None) -> str:
    """Digits of a Chinese keyboard are digits."""
    return unicodedata.normalize("NFKC", typed or "").strip()


class EraseForm(ReasonForm):
    typed = StringField(_l("To erase, type the number of enquiries"), filters=[_plain])

    def confirms(self, enquiries: Sequence[Enquiry]) -> bool:
        """Whether the number typed is how many there are; if not, the field says so."""
        if self.typed.data == str(len(enquiries)):
            return True
        number = len(enquiries)
        add_error(
            self.typed,
            _ln("It is %(num)d enquiry.", "They are %(num)d enquiries.", number),
        )
        return False
