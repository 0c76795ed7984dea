"""CSS as far as a letter needs it read: its syntax, its selectors, and the computed style of each element.

The gates ask how words look in the end, `clients` which features a letter uses. tinycss2 knows CSS's grammar, and is
imported nowhere else.
"""
