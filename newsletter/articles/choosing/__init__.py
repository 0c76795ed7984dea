"""Which articles an edition carries, and why not the others; the editor's hand in it. Pure."""
