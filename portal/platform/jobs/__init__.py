"""Background jobs: enqueued in the transaction of their cause, leased, run once to effect."""
