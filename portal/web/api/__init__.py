"""The JSON API: published listings, search, enquiries; described at `openapi.json`."""
