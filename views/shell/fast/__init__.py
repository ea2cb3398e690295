"""Fast paths of the screens, some through private APIs of packages; see ``portal.fast``."""
