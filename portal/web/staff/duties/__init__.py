"""Duty officer, head and teams of an office."""
