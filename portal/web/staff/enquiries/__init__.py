"""The enquiry inbox: read, answer, note, hand over, close."""
