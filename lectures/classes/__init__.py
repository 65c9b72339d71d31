"""Training classes that were ordered."""
