"""Customer files: filing, completeness, places, custody and labels."""
