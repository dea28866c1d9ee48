"""Did you mean: each suggestion is proved before it is shown."""
