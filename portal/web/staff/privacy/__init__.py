"""One person's data: found, handed out as a copy, erased."""
