"""Comments to mtqa in the texts themselves."""
