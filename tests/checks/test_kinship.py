import pytest

from mtqa.checks.kinship import is_free


@pytest.mark.parametrize(
    ("source", "target", "free"),
    [
        (
            "Le président de la région a confirmé la fermeture du terminal de ferry de Calais.",
            "The president of the region confirmed the closure of the Calais ferry terminal.",
            False,
        ),
        (
            "Le président de la région a confirmé la fermeture du terminal de ferry de Calais.",
            "He said once more that no boat would sail from there.",
            True,
        ),
        ("Il pleut.", "He left.", False),  # too little to tell
        ("", "", False),
    ],
)
def test_a_free_translation_shares_few_words(source: str, target: str, free: bool) -> None:
    assert is_free(source, target) is free
