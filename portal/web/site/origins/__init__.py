"""The short links of cards, posters and brochures."""
