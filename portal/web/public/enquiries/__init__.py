"""Asking a question, and finding it again."""
