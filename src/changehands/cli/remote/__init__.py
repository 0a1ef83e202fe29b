"""The commands that work over the API, from anywhere: they use the client and nothing else."""
