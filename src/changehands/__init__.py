"""Changehands: Organizations hold products and hand them over to one another."""
