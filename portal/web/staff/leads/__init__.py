"""Leads: made of an enquiry with one step or typed by hand, listed, and followed up."""
