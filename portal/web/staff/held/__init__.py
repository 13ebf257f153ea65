"""Enquiries that look like spam: a person decides."""
