"""Lists by keyset: columns, filters, pages, saved views, bulk acts."""
