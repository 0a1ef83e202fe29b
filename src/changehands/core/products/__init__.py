"""Products: which there are, what they are part of, who held them, and what they cost."""
