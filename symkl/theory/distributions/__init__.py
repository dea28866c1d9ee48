"""One file for each distribution: its log-density, its moments, and where they are printed."""
