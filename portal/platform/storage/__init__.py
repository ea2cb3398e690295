"""Stored files, the checks of an upload and the copies of pictures that are served."""
