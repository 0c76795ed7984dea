"""Articles known again under other names, joined to their translations, compared with each other. Pure."""
