"""Names say what a thing is, and text labels behaviour, never the child."""

import ast
import re

from tests.house.checkout import modules, texts

EMPTY_MODULE_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|stuff|tools)(_|$)")
EMPTY_CLASS_NAMES = re.compile(r"(Manager|Helper|Utils?|Info|Data\d)$")

# Written so that this file does not find itself.
LABELS = re.compile(r"\b(?:perpetrat(?:or|ors)|offend(?:er|ers)|abus(?:er|ers))\b", re.IGNORECASE)

MAY_NAME_THEM = {
    "fivefold/method/data/demonstration/language/forbidden_words.txt": "lists the words the demonstration never uses",
    "fivefold/method/data/demonstration/language/README.md": "tells its writers which words not to use",
    "tests/method/demonstration/test_language.py": "tries the words to see them refused",
}


def test_no_module_is_a_drawer() -> None:
    drawers = [
        name
        for name, _, _ in modules("fivefold/")
        if any(EMPTY_MODULE_NAMES.search(part.removesuffix(".py")) for part in name.split("/"))
    ]
    assert drawers == []


def test_no_class_name_is_empty_of_meaning() -> None:
    classes = {
        f"{name}: {node.name}"
        for name, tree, _ in modules("fivefold/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS_NAMES.search(node.name)
    }
    assert classes == set()


def test_text_labels_behaviour_and_never_the_child() -> None:
    found = {
        f"{name}: {match.group()}"
        for name, text in texts()
        if name not in MAY_NAME_THEM
        for match in LABELS.finditer(text)
    }
    assert found == set()


def test_every_exception_to_the_words_is_still_needed() -> None:
    said = dict(texts())
    assert [name for name in MAY_NAME_THEM if not LABELS.search(said.get(name, ""))] == []
