"""Tests of the ground floor: rules without a clock, a database or Prefect."""
