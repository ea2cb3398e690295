"""Imports: reading an uploaded table and running a batch of its rows."""
