"""Each kind of source, read into raw articles; nothing in them has been cleaned or judged."""
