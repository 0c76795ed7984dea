"""The room that turns linked stories into the final bytes of an edition, and looks at them before anybody else does.

    Linked ──templates──▶ MJML ──validator, mjml──▶ HTML ──prose put in──▶ ┐
           └─templates──▶ plain text ────────────────────────────────────▶ ┴─ checks ──▶ Edition

Pure: templates and translations are read once at the door; everything else takes values and returns values.
"""
