"""Sending an enquiry as JSON."""
