"""Calls and WeChat talks logged on the desk, and the private link revoked by staff."""
