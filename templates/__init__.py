"""Every text that leaves the house, and the engine that renders it."""
