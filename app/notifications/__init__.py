"""Messages to people, on the channels they want, and alerts to staff; each kept as a row."""
