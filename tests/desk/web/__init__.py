"""The desk in a browser: its shell, its pages, who may open them."""
