"""What an investor agrees to before sending; stored with the enquiry exactly as it was shown."""

from __future__ import annotations

from portal.core.i18n import Label, _l

RETENTION_MONTHS = 24  # after closing; the privacy page says the same


def consent_label() -> Label:
    return _l("I agree to how my details are used")


def consent_text() -> Label:
    """Purpose, who sees the details, and for how long."""
    return _l(
        "The office that answers you uses these details to handle your enquiry and for nothing "
        "else. Only that office and its supervisors see them. They are deleted %(months)d months "
        "after the enquiry is closed.",
        months=RETENTION_MONTHS,
    )


def as_shown() -> str:
    """The words beside the box, in the language that is being spoken."""
    return f"{consent_label()}\n{consent_text()}"
