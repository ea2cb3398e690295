"""Runs background jobs and the schedule that enqueues them."""
