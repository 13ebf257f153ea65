"""Choosing a file to import."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms import Field as Entry
from wtforms.validators import ValidationError

from portal.core.i18n import _l
from portal.editorial.rows import Format
from portal.listings.kit import ListingType
from portal.listings.registry import registry
from portal.web.staff.forms import DeskForm, choice_field


class CheckForm(DeskForm):
    type = choice_field(_l("What the file holds"))
    file = FileField(
        _l("File"),
        description=_l("A .csv or .jsonl file, at most 30 MB; one record a line."),
        validators=[FileRequired(_l("Choose a file first."))],
    )
    publish = BooleanField(
        _l("Publish the records at once"),
        description=_l("Otherwise they come in as drafts that nobody sees yet."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.type.choices = [(key, str(found.label)) for key, found in registry().items()]

    def validate_file(self, field: Entry) -> None:
        if field.data is not None and self._ending() not in set(Format):
            raise ValidationError(_l("The file's name must end in .csv or .jsonl."))

    def listing_type(self) -> ListingType:
        return registry()[self.type.data]

    def format(self) -> Format:
        return Format(self._ending())

    def data_sent(self) -> bytes:
        stream = self.file.data.stream
        stream.seek(0)
        return bytes(stream.read())

    def _ending(self) -> str:
        return str(self.file.data.filename or "").rpartition(".")[2].lower()
