"""Outages: what people, probes and the log are told."""
