"""What runs on a schedule or on demand: short stories of tasks."""
