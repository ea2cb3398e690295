"""Tables that know no subject: audit, jobs, notices, imports, search."""
