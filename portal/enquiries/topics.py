"""The mails that enquiries cause, by outbox topic; payloads carry ids only."""

RECEIVED = "mail.enquiry_received"  # to the investor: reference, office, promised time
ASSIGNED = "mail.enquiry_assigned"  # to the officer or the office: one has come in
ANSWERED = "mail.enquiry_answered"  # to the investor: the answer
HANDED_OVER = "mail.enquiry_handed_over"  # to the investor: another office will answer
WRITTEN = "mail.enquiry_written"  # to the officer or the office: the investor wrote again
LINK = "mail.enquiry_link"  # to the investor: the private link once more
