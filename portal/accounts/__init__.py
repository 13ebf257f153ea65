"""People, organisations, roles and how staff prove who they are."""
