"""PO (gettext)."""
