"""The account pages. All of them are one person's own: none is ever cached."""
