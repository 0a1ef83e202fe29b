"""One module a resource; each call is one question to, or one verb of, the core."""
