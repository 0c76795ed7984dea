"""Calls to action and links: found in articles, looked up per region, turned into tracked URLs. Pure."""
