"""From LaTeX to syntax that keeps its places, and back: `parser.parse_row`; every notation is a file in `notation/`."""
