"""Texts about the site itself, from `content/pages/`, and the site map."""
