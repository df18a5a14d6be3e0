"""Which database a query goes to, and what happens when the replica is gone."""
