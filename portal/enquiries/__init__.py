"""An investor's question on its way to a named office and back."""
