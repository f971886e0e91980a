"""Parts of the HTML report: markup that escapes, cards, charts, the spool, and the page's own files."""
