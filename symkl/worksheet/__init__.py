"""From text to a document: displays, labels, given blocks, errata and scopes, each with its place (`read.read` is the way in)."""
