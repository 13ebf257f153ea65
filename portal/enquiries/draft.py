"""What an investor may send, read from a form or from JSON with the same rules."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.enquiries.models import Kind

LONGEST: Mapping[str, int] = {
    "name": 100, "company": 200, "email": 254, "phone": 40, "subject": 200, "message": 4000,
}  # fmt: skip
HOME_REGION = "CN"
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)
_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機)\s*(?=\d)")
_LINES = ("\n", "\t")


@dataclass(frozen=True, slots=True)
class Question:
    """Cleaned words: single lines have single blanks, `phone` is in international form."""

    name: str
    company: str
    email: str
    phone: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with what it is about and what was agreed to, ready to be submitted."""

    question: Question
    locale: Locale
    listing_id: int | None
    consent_text: str
    kind: Kind | None = None  # None: as the listing's type declares
    wish: Mapping[str, str | float | int] = field(default_factory=dict)

    def fingerprint(self, file_digests: Iterable[str] = ()) -> str:
        """Equal for the same words and wishes about the same listing with the same files."""
        content: list[object] = [asdict(self.question), self.listing_id, sorted(file_digests)]
        if self.wish:
            content += [self.kind, dict(self.wish)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Wrong(Exception):
    """An entry that cannot be taken; `message` says at its field what to do."""

    def __init__(self, message: Label) -> None:
        super().__init__()
        self.message = message


def parse(raw: Mapping[str, object]) -> tuple[Question | None, dict[str, Label]]:
    """The question, or None and what is wrong by field; a name, a way to reply, a message."""
    values: dict[str, str] = {}
    errors: dict[str, Label] = {}
    for name in LONGEST:
        try:
            values[name] = _read(name, raw.get(name))
        except Wrong as wrong:
            errors[name] = wrong.message
    _demand(values, errors)
    return (None, errors) if errors else (Question(**values), {})


def reply(text: object) -> tuple[str, Label | None]:
    """The words of a later message, cleaned, and what is wrong with them if anything."""
    try:
        cleaned = _read("message", text)
    except Wrong as wrong:
        return "", wrong.message
    return cleaned, None if cleaned else _l("Write your message.")


def _read(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Wrong(_l("This must be text."))
    if name == "message":
        return _fitting(_composed(value).strip(), LONGEST[name])
    text = one_line(value, LONGEST[name])
    if name == "email":
        return email(text) if text else ""
    if name == "phone":
        return phone(text) if text else ""
    return text


def one_line(value: str, longest: int) -> str:
    """A single line with single blanks, so that no name can end a header; raises `Wrong`."""
    return _fitting(" ".join(_composed(value).split()), longest)


def _composed(value: str) -> str:
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


def _fitting(text: str, longest: int) -> str:
    if any(_unstorable(character) for character in text):
        raise Wrong(_l("This contains characters that cannot be stored."))
    if len(text) > longest:
        raise Wrong(_l("Use at most %(most)s characters.", most=longest))
    return text


def _unstorable(character: str) -> bool:
    """Control characters and halves of pairs; line ends and tabs are text."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in _LINES


def _demand(values: Mapping[str, str], errors: dict[str, Label]) -> None:
    if not values.get("name") and "name" not in errors:
        errors["name"] = _l("Tell us how to address you.")
    if not values.get("message") and "message" not in errors:
        errors["message"] = _l("Write your question.")
    reachable = values.get("email") or values.get("phone") or {"email", "phone"} & errors.keys()
    if not reachable:
        errors["phone"] = _l("Give a telephone number or an e-mail address, so that we can answer.")


def email(text: str) -> str:
    """One plain ASCII address in lower case, so that one person's enquiries are found together.

    Full-width characters of a Chinese keyboard are forgiven.
    """
    folded = unicodedata.normalize("NFKC", text).replace("。", ".").strip().lower()
    local, _, domain = folded.rpartition("@")
    try:
        folded = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        folded = ""
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    if dotted or not _EMAIL.fullmatch(folded) or len(folded) > LONGEST["email"]:
        raise Wrong(_l("Give an e-mail address such as name@example.com."))
    return folded


def phone(text: str) -> str:
    """International form (`+86…`), with `;ext=` for an extension; Chinese unless it says else.

    A Chinese number must belong to a range that is in use, which catches most slips of the
    finger; of a foreign one only the length is checked, for its ranges change unseen by us.
    """
    folded = _EXTENSION.sub(" ext. ", unicodedata.normalize("NFKC", text))
    try:
        number = phonenumbers.parse(folded, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise Wrong(_phone_message()) from error
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    home = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    if not (phonenumbers.is_valid_number(number) if home else possible):
        raise Wrong(_phone_message())
    extension, number.extension = number.extension, None
    international = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{international};ext={extension}" if extension else international


def _phone_message() -> Label:
    return _l(
        "Check the telephone number: a mobile, a number with its area code, or a foreign one "
        "that starts with + and its country code."
    )
