"""What was judged before: kept in a database of the user's own, and never trusted further than its digests and permissions go."""
