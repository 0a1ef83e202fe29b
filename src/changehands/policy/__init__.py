"""Rules in plain Python: roles, permissions, the catalogue of kinds, the conditions."""
