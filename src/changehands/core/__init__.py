"""The verbs of Changehands: each is one durable transaction that checks, writes and leaves an event."""
