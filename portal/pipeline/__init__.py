"""From lead to production: what became of an enquiry. A lead is its first, small step."""
