"""Runs the jobs: above the transaction, because a job is a verb without a visitor."""
