"""Background work: mail, reminders, expiry, heartbeats, retries of stalled jobs."""
