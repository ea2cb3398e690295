"""What speaks of several wings: dashboard, inbox, search documents, sheets, digests."""
