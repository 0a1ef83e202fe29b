"""Pages: parse, one verb of the core, render."""
