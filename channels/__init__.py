"""Thin doors to the world: mail, file formats."""
