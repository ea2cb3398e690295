"""Chains, routing and the acts of deciding: any record may be put before them."""
