"""The HTTP service: LanguageTool's interface, and mtqa's own JSON contract (extra `serve`)."""
