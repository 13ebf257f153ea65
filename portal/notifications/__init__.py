"""Telling people outside the portal: what a mail is, and how it leaves the house."""
