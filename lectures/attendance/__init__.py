"""Who comes: registration, waiting list, check-in, head-counts, online figures."""
