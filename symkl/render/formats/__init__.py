"""One file a format: ``render(report, settings)`` gives the whole text, with a line end at its end."""
