"""State machines as tables, and the one place that moves a state."""
