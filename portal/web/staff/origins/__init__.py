"""Short links and QR codes of officers, offices, events and brochures, and what they brought."""
