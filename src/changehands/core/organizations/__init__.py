"""Organizations: who is in them, and what their role lets them do."""
