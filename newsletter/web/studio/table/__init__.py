"""The light table: a project as it is now, from its files, its local inbox and what the database remembers."""
