"""Lending, from the request to the return: reading, copying, loans, damage and loss."""
