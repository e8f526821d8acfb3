"""What is kept: tables, queries, session, clock, settings, encryption, events."""
