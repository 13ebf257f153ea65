"""One folder a listing type; each is found by itself (see `portal.listings.registry`)."""
