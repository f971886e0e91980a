"""Find the marks of machine translation in a text before it is published."""

__version__ = "0.1.0"
