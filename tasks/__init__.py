"""Prefect tasks: an action over a batch of ids, safe to run twice."""
