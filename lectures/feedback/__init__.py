"""What listeners say, and what is improved."""
