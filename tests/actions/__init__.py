"""Tests of the actions floor."""
