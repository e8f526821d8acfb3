"""Tests of what other systems may ask."""
