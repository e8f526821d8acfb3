"""Where people touch the product: the command line."""
