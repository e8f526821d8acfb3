"""What can be done: a function is one transaction."""
