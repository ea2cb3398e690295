"""Tables that every wing uses: audit, jobs, notices, imports, search."""
