"""The shop in a real browser: Debian's Chromium, headless, through the edge, at the sizes of a desk and of a phone."""
