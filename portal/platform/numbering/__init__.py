"""Numbers: drawn in order, voided with a reason, never reused."""
