"""Delivery of tasks: a transactional outbox, its relay, and dead letters of tasks that failed for good (Q5)."""
