"""From syntax to meaning: what a sheet declares, the sort of every name, and statements of sorted terms (`sheet.elaborate` is the way in)."""
