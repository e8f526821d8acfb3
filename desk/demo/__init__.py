"""The demo: a simulated year of an invented region, made by the same actions that real work uses."""
