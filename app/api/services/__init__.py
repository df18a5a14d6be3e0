"""Changes: issue, revoke and note the use of tokens."""
