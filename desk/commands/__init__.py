"""The commands, one file per group. Their bodies import late, so that help comes at once."""
