"""Judge what the preflight's tasks were answered. The standard library only; nothing here asks anybody."""
