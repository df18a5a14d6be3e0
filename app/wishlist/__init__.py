"""What people would like to have: one list an account, seen by nobody else."""
