"""Bad input of every kind, at every address and in every field: answered, never a failure.

The walk takes the routes from the application and the fields from its own pages, so that what
is added later is walked too. `PORTAL_FUZZ=all` sends every value to every field (minutes);
without it each field gets a few, in turn, and every value goes to all fields at once.
"""
