"""American to British spelling, in four small parts that `newsletter.localise.british` puts together.

    tables   the word lists beside this file, read once: an editor's material
    rules    one word → its British spelling, or None
    markup   a text, an HTML page or MJML → its paragraphs, with the way back to the source
    masks    what in a paragraph is not the author's own prose: addresses, code, quotations
    names    what in a paragraph is somebody's name

The lists are ours. `families/*.txt` hold words that change in one regular way, `words.tsv` the single ones,
`medical.tsv` parts of medical words, `untouched.txt`, `not-ise.txt`, `phrases.txt` and `names.txt` what stays.
"""
