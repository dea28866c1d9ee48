"""Handouts: a judged worksheet as a page to read: laid out once, written by one file a format."""
