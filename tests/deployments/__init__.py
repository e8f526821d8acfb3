"""Tests of deployments/."""
