"""Plain building blocks that know nothing of Django: errors, clock, ids, link secrets, lifecycles."""
