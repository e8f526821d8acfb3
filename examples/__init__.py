"""Invented registers to try the product with."""
