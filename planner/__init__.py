"""Pure computation of visit plans. Solver libraries are allowed, I/O is not."""
