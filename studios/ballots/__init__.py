"""Workers' votes (职工投票)."""
