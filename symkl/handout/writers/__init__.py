"""One file a format; each has ``write``: a handout to the bytes of its file."""
