"""A whole tour planned at once."""
