"""What people read is written as people write: Chinese punctuation, short sentences, no officialese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
CJK: Final = r"\u3400-\u9fff\u201c\u201d\u300a-\u300f"
HALF: Final = re.compile(rf"[{CJK}][,;:?!]|[,;:?!][{CJK}]")
TAG: Final = re.compile(r"\{#.*?#\}|\{%.*?%\}|<[^>]*>", re.DOTALL)
VALUE: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
CODE: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
QUOTED: Final = re.compile(rf'"([^"\n]*[{CJK}][^"\n]*)"')
SHOWN: Final = re.compile(r'(?:alt|title|placeholder|aria-label)="([^"]*)"')
STOP: Final = re.compile(r"[。；：？！\n\x00]|\x1e|……")
LONGEST: Final = 60
OFFICIALESE: Final = (
    "予以", "进行", "相关", "兹", "特此", "请知悉", "知悉", "工单", "状态变更", "贵单位", "贵方", "该诉求", "该心愿",
    "该事项", "该同志", "尊敬的", "敬请", "为盼", "切实", "此致", "务必", "按照要求", "如下所示", "上述", "妥善",
)  # fmt: skip

# Python that is no sentence: what people type, or what a sheet says, is compared with these.
PATTERNS: Final = {
    "handlers/kit/masking.py": "regular expressions",
    "handlers/wishes/rules.py": "regular expressions",
    "handlers/routing/": "words and patterns of what people write",
    "bot/census/reading.py": "headings after NFKC, which makes punctuation half-width",
}
PATTERN: Final = re.compile(r"\(\?|\\|\]\+")  # a regular expression among the sentences of a module
# 工单 is what other systems call what they export: a name, where those are read and written.
NAMES: Final = {"orders": ("工单",), "bot/cli.py": ("工单",)}
TEMPLATES: Final = sorted(
    str(file.relative_to(ROOT)) for file in (ROOT / "templates").rglob("*") if file.suffix in (".j2", ".html")
)
MODULES: Final = sorted(
    str(file.relative_to(ROOT))
    for room in ("bot", "handlers")
    for file in (ROOT / room).rglob("*.py")
    if not str(file.relative_to(ROOT)).startswith(tuple(PATTERNS))
)


SCRIPTS: Final = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "bot" / "web" / "static").glob("*.js"))
WRITTEN: Final = re.compile(r"""(["'`])((?:(?!\1)[^\\\n])*)\1""")
PUT_IN: Final = re.compile(r"\$\{[^}]*\}")


def scripted(script: str) -> list[str]:
    """What a script says: its strings with Chinese in them, without what is put into them."""
    text = "\n".join(line for line in (ROOT / script).read_text("utf-8").splitlines() if not line.startswith("//"))
    said = [one for _, one in WRITTEN.findall(text) if re.search(f"[{CJK}]", PUT_IN.sub("", one))]
    return [TAG.sub("\x00", PUT_IN.sub("某", one)) for one in said]


def spoken(template: str) -> str:
    """A template's words as they stand on the card: tags end a sentence or not as the words around them do."""
    text = (ROOT / template).read_text("utf-8")
    said = [one for code in CODE.findall(text) for one in QUOTED.findall(code)]
    plain = VALUE.sub("某", text)
    return "\n".join([TAG.sub("\x00", plain), *said, *SHOWN.findall(plain)])


def literals(module: str) -> Iterator[tuple[int, str]]:
    """(line, text) of the strings of a module that are not docstrings; what is put into one stands as {}."""
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            inside.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def bad_words(file: str) -> list[str]:
    names = next((words for room, words in NAMES.items() if room in file), ())
    return [word for word in OFFICIALESE if word not in names]


def test_there_is_something_to_read() -> None:
    assert len(TEMPLATES) > 20
    assert len(MODULES) > 50
    assert [file for file in PATTERNS if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_have_chinese_punctuation(template: str) -> None:
    found = HALF.search(spoken(template))
    assert not found, f"{found and spoken(template)[max(0, found.start() - 10) : found.end() + 10]!r}"


@pytest.mark.parametrize("module", MODULES)
def test_literals_have_chinese_punctuation(module: str) -> None:
    found = [(line, text) for line, text in literals(module) if HALF.search(text) and not PATTERN.search(text)]
    assert not found


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_sentence_has_at_most_sixty_characters(template: str) -> None:
    long = [one.strip() for one in STOP.split(spoken(template)) if len(one.strip()) > LONGEST]
    assert not long


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_officialese_on_cards_and_pages(template: str) -> None:
    text = spoken(template)
    assert not [word for word in bad_words(template) if word in text]


@pytest.mark.parametrize("module", MODULES)
def test_no_officialese_in_literals(module: str) -> None:
    assert not [(line, word) for line, text in literals(module) for word in bad_words(module) if word in text]


def test_scripts_say_something() -> None:
    assert sum(len(scripted(script)) for script in SCRIPTS) > 20


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_speak_as_people_do(script: str) -> None:
    for text in scripted(script):
        assert not HALF.search(text), text
        assert all(len(one.strip()) <= LONGEST for one in STOP.split(text)), text
        assert not [word for word in OFFICIALESE if word in text], text


@pytest.mark.parametrize("module", MODULES)
def test_a_sentence_of_a_literal_has_at_most_sixty_characters(module: str) -> None:
    """Explanations for operators (`weiyuan ...`) may be longer: they are read at a desk."""
    if module.startswith(("bot/cli.py", "bot/commands/", "bot/docs", "bot/settings.py")):
        return
    said = [
        (line, one.strip())
        for line, text in literals(module)
        for one in STOP.split(text)
        if not PATTERN.search(text) and "|" not in text
    ]
    assert not [(line, one) for line, one in said if len(one) > LONGEST and len(re.findall(f"[{CJK}]", one)) > LONGEST]
