"""The periodic vehicle routing problem: the engine of the rounds held against a public table."""
