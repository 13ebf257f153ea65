"""What is new, as Atom."""
