"""What a corpus of machine translation and human text says of the rules, and which rules it asks for."""
