"""First data and demo data, through the services, never by raw inserts."""
