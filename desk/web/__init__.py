"""The desk in a browser: pages, made from rows, under roles."""
