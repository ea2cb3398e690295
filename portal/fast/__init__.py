"""Fast paths, some through what a package keeps to itself; one switch takes the plain ways."""
