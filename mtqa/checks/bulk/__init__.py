"""Large texts, looked at as arrays of numbers: numpy in place of a step of Python, or of a search, for each word.

numpy takes 60 ms to load, so only texts of hundreds of thousands of characters come here. What is found is what the
modules that need no numpy find (`mtqa.owners`, `mtqa.checks.tokens`).
"""

LARGE = 500_000
"""Units: characters of both sides, from which on it is worth while to load numpy."""
WORTH = 30_000
"""Units: such characters, from which on arrays are worth while where numpy is loaded in any case."""
LONGEST = 16
"""Units: characters of a literal that are looked for; where these stand, the rest of a longer one is compared."""
