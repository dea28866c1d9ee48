"""Judging: claim and follows of every step, the verdict table, what was carried from where."""
