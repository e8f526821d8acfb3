"""The ground floor: frozen values and pure functions. No I/O, no clock, no database."""
