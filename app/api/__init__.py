"""The JSON API: the shop's services over HTTP for programs, versioned, described by its own OpenAPI document."""
