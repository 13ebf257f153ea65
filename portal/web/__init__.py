"""Everything that speaks HTTP: one package an audience (public, staff, api)."""
