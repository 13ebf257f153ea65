"""The heart of the portal: what is published, declared once a type and kept in one way."""
