"""American to British spelling, in small parts that `newsletter.localise.british` puts together.

    markup       a text, an HTML page or MJML → its paragraphs, with the way back to the source
    rules        one word → its British spelling, or None
    senses       a word with two spellings → which one its neighbours ask for; cues is the language they are written in
    protection   what may not be changed: masks (addresses, code, quotations), names, and what is the house's own
    tables       the word lists beside this file, read once: an editor's material

The lists are ours. `families/*.txt` hold words that change in one regular way, `words.tsv` the single ones,
`medical.tsv` parts of medical words, `senses/*.txt` what depends on sense; `untouched.txt`, `not-ise.txt` and
`names.txt` what stays. CONTRIBUTING.md tells where a new word goes.
"""
