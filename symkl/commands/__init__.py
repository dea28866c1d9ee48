"""Subcommands: one file each, ``run(.., settings, given)`` gives the text and the exit status."""
