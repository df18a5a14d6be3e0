"""The command-line tools: found on PATH where a usable version is there, else built from `tools/` and cached."""
