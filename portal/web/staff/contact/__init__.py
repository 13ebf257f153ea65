"""Showing how to reach an investor, for a reason that is kept."""
