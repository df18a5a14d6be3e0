"""What changes something: counters, the lease, the number of workers."""
