"""The cart: with the session for visitors, as rows for accounts."""
