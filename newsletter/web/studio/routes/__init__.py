"""The studio's doors: from an address to values, from values to an answer."""
