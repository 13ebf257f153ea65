"""The list of each listing type, with its filters."""
