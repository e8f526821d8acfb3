"""What was asked for, checked against published facts."""
