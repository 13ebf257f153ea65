"""What an investor agrees to before sending; stored with the enquiry exactly as it was shown."""

from __future__ import annotations

from portal.core.i18n import Label, _l

RETENTION_MONTHS = 24  # after closing; the privacy page says the same


def consent_text() -> Label:
    """Purpose, who sees it, and for how long: one sentence each, in the reader's language."""
    return _l(
        "I agree that the office answering me uses these details to handle my enquiry. Only that "
        "office and its supervisors see them, and they are deleted %(months)d months after the "
        "enquiry is closed.",
        months=RETENTION_MONTHS,
    )
