"""The pages of the site that are made of the data: every duty, department, section, edition, comparison, and the pictures.

Each module gives pages of one kind; `site.pages` has all of them, `hook` hands them to MkDocs. Nothing here is packaged.
"""
