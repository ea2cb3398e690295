"""What every screen stands on: guards, context, the bases of screens, lists, records, forms."""
