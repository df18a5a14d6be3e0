"""Parts of the database monitor: `look(ask, before)` with `ask(sql, parameters)` for rows as dictionaries."""
