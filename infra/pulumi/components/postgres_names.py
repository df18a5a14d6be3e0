"""Names the operator and its clients know the database by."""

API = "postgresql.cnpg.io/v1"
CLUSTER = "postgres"
