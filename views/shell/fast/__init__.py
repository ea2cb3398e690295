"""Fast paths of the screens, also through what a package keeps to itself; see ``portal.fast``."""
