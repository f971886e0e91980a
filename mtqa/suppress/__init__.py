"""Suppressions: comments in texts and a suppression file, what they silence, and what is to be said about them."""
