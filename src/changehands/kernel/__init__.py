"""Plain building blocks that know nothing of Django: errors, clock, ids, links, lifecycles."""
