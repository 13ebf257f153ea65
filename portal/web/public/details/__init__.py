"""One listing, whole, and what stands in its place when it is withdrawn."""
