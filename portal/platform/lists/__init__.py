"""Lists with keyset pagination: columns, filters, pages, saved views, bulk actions."""
