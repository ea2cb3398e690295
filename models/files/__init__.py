"""Tables of customer files: records, places, deficiencies."""
