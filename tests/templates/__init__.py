"""Tests of the templates floor."""
