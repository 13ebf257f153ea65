"""How much was asked and how long answers took."""
