"""Where lectures have been, and where to go next."""
