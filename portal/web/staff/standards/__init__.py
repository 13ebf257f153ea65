"""Standards of time and the calendar they are counted by."""
