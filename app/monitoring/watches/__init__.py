"""The monitors: each looks at one kind of thing and says what it saw and what is wrong."""
