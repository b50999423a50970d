"""The documents say what is in the code: drawn pages are fresh, links lead somewhere, names exist."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot import docs
from bot.cli import app
from bot.house import open_house
from bot.settings import Settings
from handlers.cases.registry import Room, rooms
from handlers.kit.roles import ROLE_NAMES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EXAMPLE = "add-a-mechanism.md"  # walks through files that a reader is about to write
HAND_WRITTEN = [page for page in PAGES if page.name != EXAMPLE]
# Where packages come from is everybody's own business; so is the machine that this was written on.
FORBIDDEN = re.compile(
    r"pypi\.|pythonhosted|npmjs|crates\.io|proxy\.golang|rubygems|maven\.org"
    r"|(?<![\w.])/(?:work|tmp|root|home)/|\bshared/|\bissue #?\d"
)
FILE = re.compile(r"`((?:bot|handlers|storage|scheduler|templates|tests|benchmarks)/[\w./-]*)`")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_drawn_pages_are_fresh() -> None:
    stale = docs.stale_files(docs.pages(rooms(), open_house().rules))
    assert not stale, "run make docs"


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_every_flow_draws(room: Room) -> None:
    flow, drawn = room.flow, docs.diagram(room.flow)
    assert drawn.startswith("stateDiagram-v2\n")
    for state in flow.states:
        assert f'state "{state.name}" as {state.key}' in drawn
        assert re.search(rf"(?:--> {state.key}\b|right of {state.key}\b)", drawn), f"nothing leads to {state.key}"
    for step in flow.steps:
        assert step.label in drawn


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_a_page_names_every_role_clock_and_source(room: Room) -> None:
    rules = open_house().rules
    page = docs.flow_page(room.flow, rules)
    table = page.split("## 谁能按什么")[1].split("##")[0]
    assert all(f"| {name} |" in table for name in ROLE_NAMES.values())
    sources = [rules.rule(key, date.max).source for clock in room.flow.clocks for key in clock.rules()]
    assert all(source in page for source in sources)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        target, _, place = link.partition("#")
        if ":" in target:
            continue
        file = (page.parent / target) if target else page
        assert file.exists(), f"{link} leads nowhere"
        assert not place or f"# {place}" in file.read_text("utf-8"), f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_registry_or_a_machine(page: Path) -> None:
    found = FORBIDDEN.search(page.read_text("utf-8"))
    assert not found, f"{found and found.group()} in {named(page)}"


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=named)
def test_files_that_are_named_exist(page: Path) -> None:
    missing = [path for path in FILE.findall(page.read_text("utf-8")) if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_that_are_named_exist(page: Path) -> None:
    known = {str(one.name or getattr(one.callback, "__name__", "")) for one in app.registered_commands}
    known |= {str(one.name) for one in app.registered_groups}
    said = set(re.findall(r"(?<![\w/])weiyuan ([a-z]+)\b", page.read_text("utf-8")))
    assert said <= known


def test_every_command_and_setting_is_told() -> None:
    text = (ROOT / "docs" / "operate.md").read_text("utf-8")
    said = set(re.findall(r"\bWEIYUAN_([A-Z_]+)\b", text))
    assert said == {name.upper() for name in Settings.model_fields}
    readme = (ROOT / "README.md").read_text("utf-8")
    for one in app.registered_commands:
        assert f"`weiyuan {one.name or getattr(one.callback, '__name__', '')}" in readme


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z./]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z./]+[a-z])", page.read_text("utf-8"))) <= targets | {"sure"}
