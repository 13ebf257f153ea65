"""What every room needs and no room owns; no word of the product appears here."""
