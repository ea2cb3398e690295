"""Forms: the base, our fields and validators."""
