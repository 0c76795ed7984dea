"""Where articles come from, what they become, and which of them an edition carries.

    gathering ──▶ cleaning ──▶ recognising ──▶ choosing
    each kind     safe, in     known again,    picked, or left out
    of source     pieces       compared        with the reason

`fetching` is the open web, for sources, pictures and links. `sources` pulls, which is to gather and to clean;
`pictures` has what articles show.
"""
