"""Articles: pulled from sources, cleaned, and chosen for an edition."""
