"""Speed: our pages, the stock Flask-Admin peer and the raw query, measured in one run."""
