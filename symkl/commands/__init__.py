"""Subcommands: one file each, ``run(parsed, settings)`` gives the text and the exit status."""
