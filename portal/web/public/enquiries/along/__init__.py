"""Listings that came along with an answer, opened from the private page."""
