"""The interactive review: a pure core, `step(state, action) -> state`, and two skins on it."""
