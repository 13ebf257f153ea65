"""Addresses of the site as a whole: without a language, for readers and for machines."""
