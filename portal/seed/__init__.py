"""Initial data and demo data, written through the services."""
