"""Drafts of given blocks: what the notation of a pasted sheet implies, for its author to confirm."""
