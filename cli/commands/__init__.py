"""One file per subcommand: each has HELP, `arguments(parser)` and `run(options) -> exit status`."""
