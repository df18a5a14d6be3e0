"""Messages to people, on the channels they want, and work items for staff; each kept as a row."""
