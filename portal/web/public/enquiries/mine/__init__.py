"""What an investor can do besides writing: ask for a call, rate, renew the link, withdraw."""
