"""Tests of the invented registers."""
