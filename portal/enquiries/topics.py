"""What enquiries give to tell, by outbox topic; payloads carry ids only.

To the investor: one row is one mail, or one text message where no mail address was left.
Payload `enquiry`; ANSWERED also `message`.
"""

RECEIVED = "mail.enquiry_received"  # reference, office, promised time
ANSWERED = "mail.enquiry_answered"  # the answer, with its cards
HANDED_OVER = "mail.enquiry_handed_over"  # another office will answer
CLOSED = "mail.enquiry_closed"  # the office has closed it: how to rate it, how to write again
LINK = "mail.enquiry_link"  # the private link once more

# To staff: one row is one happening. The worker spreads it (`enquiries.telling`): a line in each
# reader's inbox on the site, a mail row for each, a row for each robot. Payload: `enquiry`, and
# `user` where a certain person is meant; without one whoever answers it, or the whole office.
ASSIGNED = "enquiry.assigned"  # one has come in, or was handed over
WRITTEN = "enquiry.written"  # the investor wrote again
RETURNED = "enquiry.returned"  # came back to the duty officer; `why`: "declined" or "unaccepted"
REMINDER = "enquiry.reminder"  # a promise runs out soon; `due`: "accept", "answer" or "close"
ESCALATION = "enquiry.escalation"  # a promise was broken: to the superior, `user`; `due` as above
RATED = "enquiry.rated"  # the investor has said how good the answer was
STRANGER = "enquiry.stranger"  # a mail to its address came from somebody else: kept as a note
UNREACHABLE = "enquiry.unreachable"  # mails or texts are refused: please telephone
DIGEST = "enquiry.digest"  # to `user`, no `enquiry`: what waits, every five days

TO_INVESTOR = (RECEIVED, ANSWERED, HANDED_OVER, CLOSED, LINK)
TO_STAFF = (ASSIGNED, WRITTEN, RETURNED, REMINDER, ESCALATION, RATED, STRANGER, UNREACHABLE, DIGEST)


def mail_topic(topic: str) -> str:
    """Of the rows that mail a happening to one reader each."""
    return "mail." + topic.replace(".", "_")
