"""Telling: one file a format."""
