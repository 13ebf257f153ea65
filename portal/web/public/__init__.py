"""What investors see: no account, no cookie, three languages."""
