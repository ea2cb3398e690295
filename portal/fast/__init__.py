"""Fast paths, some through private APIs of packages; one switch turns all of them off."""
