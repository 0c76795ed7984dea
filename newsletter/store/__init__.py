"""PostgreSQL: the embedded server, the schema, and the SQL of every table beside its row mapping."""
