"""The scenarios of the design, by number."""
