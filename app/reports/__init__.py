"""Reports as CSV files in the object store."""
