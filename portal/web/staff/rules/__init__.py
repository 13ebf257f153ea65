"""The rules by which enquiries find their office."""
