"""Liveness, readiness, metrics, request ids and the heartbeats of workers and beat."""
