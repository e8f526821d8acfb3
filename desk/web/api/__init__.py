"""What other systems may ask: read only, by a token, row by row as the user of the token sees it."""
