"""The base of every screen: guards, request context, lists, records and forms."""
