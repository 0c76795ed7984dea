"""Raw articles made clean: CTAs out, residue off, HTML safe, region blocks cut. Pure."""
