"""A saved answer: whose it is, what it is called, and its text in each language."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import Field, Form, TextAreaField
from wtforms.validators import ValidationError

from portal.accounts.models import Organisation, User
from portal.core.i18n import _l
from portal.core.locales import LOCALES
from portal.core.reference import in_locale
from portal.enquiries import saved_answers
from portal.enquiries.models import SavedAnswer
from portal.enquiries.saved_answers import Facts
from portal.web.context import locale
from portal.web.staff.enquiries.forms import LONGEST_ANSWER
from portal.web.staff.forms import DeskForm, add_error, area_field, choice_field, text_field


def check_places(_form: Form, field: Field) -> None:
    """Only places that can be filled in; a slip would reach an investor."""
    unknown = saved_answers.unknown_places(field.data or "")
    if unknown:
        raise ValidationError(_l("This cannot be filled in: %(place)s", place=unknown[0][:60]))


def _text(segment: str) -> TextAreaField:
    name = next(known.name for known in LOCALES if known.segment == segment)
    field = area_field(name, most=LONGEST_ANSWER, rows=6, required=False)
    field.kwargs["validators"] = [*field.kwargs["validators"], check_places]
    return field


class SavedAnswerForm(DeskForm):
    title = text_field(_l("Title"), most=80, help=_l("Only staff see it."))
    organisation = choice_field(_l("Who may use it"))
    text_zh_hans = _text("zh-hans")
    text_zh_hant = _text("zh-hant")
    text_en = _text("en")

    def offer(self, user: User, offices: Sequence[Organisation]) -> None:
        """Offices that this person may write for; everybody's for administrators."""
        mine = [office for office in offices if saved_answers.may_edit(user, office.id)]
        chosen = [(str(office.id), in_locale(office.names, locale())) for office in mine]
        everybody = [("all", _l("every office"))] if saved_answers.may_edit(user, None) else []
        self.organisation.choices = [*everybody, *chosen]

    @property
    def texts(self) -> list[tuple[str, TextAreaField]]:
        """The entries by locale segment, in the order of the portal's languages."""
        return [(known.segment, self[_name(known.segment)]) for known in LOCALES]

    def has_a_text(self) -> bool:
        """Whether there is a text at all; if not, the form says so."""
        if any((field.data or "").strip() for _segment, field in self.texts):
            return True
        add_error(self.text_zh_hans, _l("Write the text in one language at least."))
        return False

    def facts(self) -> Facts:
        """The valid form as the service takes it."""
        office = self.organisation.data
        texts = {segment: (field.data or "").strip() for segment, field in self.texts}
        return Facts(
            organisation_id=None if office == "all" else int(office),
            title=self.title.data or "",
            texts={segment: text for segment, text in texts.items() if text},
        )


def of_answer(answer: SavedAnswer) -> dict[str, object]:
    office = answer.organisation_id
    texts = {_name(segment): text for segment, text in answer.texts.items()}
    return {"title": answer.title, "organisation": str(office) if office else "all", **texts}


def _name(segment: str) -> str:
    return f"text_{segment.replace('-', '_')}"
