"""The language server: findings, fixes and explanations in an editor (extra `lsp`)."""
