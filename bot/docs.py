"""Draw what the code declares: a page a flow and the reading table. `--check` only compares.

python -m bot.docs            writes docs/flows/<flow>.md and docs/policy.md
python -m bot.docs --check    ends with 1 where a file is not what the code says
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from rich.console import Console

import handlers.front  # noqa: F401  # imports every room, and each registers its flow
from bot.docs_policy import MARK, policy_page, table
from bot.house import open_house
from handlers.cases.registry import Room, rooms
from handlers.kit.flows import REL_NAMES, RETURN, SAME, ClockSpec, Flow, Rel, Step, Tell
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.rulesets import Rule, RuleBook, Value
from handlers.kit.spans import PeriodKind, Span, SpanKind

DOCS = Path(__file__).parent.parent / "docs"
_NEWEST: Final = date.max  # the rule set that has come into force last, whatever day the docs are drawn on

_SPAN_NAMES: Final = {
    SpanKind.MINUTES: "分钟",
    SpanKind.HOURS: "小时",
    SpanKind.WORKING_HOURS: "个工作小时",
    SpanKind.DAYS: "天",
    SpanKind.WORKING_DAYS: "个工作日",
    SpanKind.MONTHS: "个月",
}
_PERIOD_NAMES: Final = {
    PeriodKind.WEEK: "周",
    PeriodKind.HALF_MONTH: "半月",
    PeriodKind.MONTH: "月",
    PeriodKind.QUARTER: "季",
    PeriodKind.HALF_YEAR: "半年",
    PeriodKind.YEAR: "年",
}
# Given by no role.
_BY_CASE: Final = (
    *(Rel.ASKER, Rel.NEEDER, Rel.TYPIST, Rel.HOLDER, Rel.JOINER),
    *(Rel.NEIGHBOUR, Rel.CLOCK, Rel.LINKED),
)
_WHY_OF_HOUSE: Final = {Rel.CLOCK: "时限到了", Rel.LINKED: "连着的另一件动了"}
_MANY: Final = 3  # a step from more states than these is drawn once, from a box of its own
_LEFT: Final = {"left": "刚才承办的人", "acting": "承办人（没有的，审核人）"}


def main(args: Sequence[str]) -> int:
    console, wanted = Console(), pages(rooms(), open_house().rules)
    stale = stale_files(wanted)
    if "--check" in args:
        for path in stale:
            console.print(f"{_shown(path)} 与代码不符，请运行 make docs", markup=False)
        return 1 if stale else 0
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
        console.print(f"写好了 {_shown(path)}" if path in wanted else f"删掉了 {_shown(path)}", markup=False)
    if not stale:
        console.print("都是最新的。")
    return 0


def pages(registered: Iterable[Room], rules: RuleBook) -> dict[Path, str]:
    """Every generated file with what it should say."""
    found = list(registered)
    drawn = {DOCS / "flows" / f"{room.flow.name}.md": flow_page(room.flow, rules) for room in found}
    return {**drawn, DOCS / "policy.md": policy_page(found)}


def stale_files(wanted: Mapping[Path, str]) -> list[Path]:
    """Files that are missing or say something else, and drawings of flows that are gone."""
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    return changed + [path for path in sorted((DOCS / "flows").glob("*.md")) if path not in wanted]


def flow_page(flow: Flow, rules: RuleBook) -> str:
    """One flow: its picture, states, steps, clocks and who may do what."""
    parts = [
        f"# {flow.title}(`{flow.name}`)\n\n{MARK}",
        f"```mermaid\n{diagram(flow)}\n```",
        "## 状态\n\n"
        + table(("状态", "代码", "说明"), ((s.name, f"`{s.key}`", _rest(flow, s.key)) for s in flow.states)),
        "## 环节\n\n"
        + table(("环节", "从", "到", "谁", "要填", "还要过", "告诉"), (_step_row(flow, s, rules) for s in flow.steps)),
        "## 时限\n\n" + _clocks(flow, rules),
        f"## 谁能按什么\n\n{_WHO}\n\n" + table(("谁", "凭什么", "能按的环节"), _who_rows(flow)),
        "## 数字和出处\n\n" + table(("规则", "值", "出处"), _rule_rows(flow, rules)),
    ]
    return "\n\n".join(parts) + "\n"


_WHO = (
    "岗位要在管着这一件的单元上才算数（接单的人在同一个社区就行）。表里没有的一律拒绝；"
    "“还要过”一栏里的守卫按人核对，卡片和按钮问的是同一个守卫，所以卡片上不会有按了被拒的按钮。"
)


def diagram(flow: Flow) -> str:
    """The flow as a Mermaid state diagram; ways between the same two states share one arrow."""
    lines = ["stateDiagram-v2", *(f'    state "{_safe(state.name)}" as {state.key}' for state in flow.states)]
    many = [step for step in flow.steps if len(step.frm) > _MANY]
    lines += [f'    state "{len(step.frm)} 种状态，见下表" as from_{step.name}' for step in many]
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in flow.steps:
        for frm, to, label in _arrows(flow, step):
            arrows.setdefault((frm, to), []).append(label)
    lines += [_line(frm, to, "<br/>".join(labels)) for (frm, to), labels in arrows.items()]
    lines += [f"    {state.key} --> [*]" for state in flow.states if state.final]
    return "\n".join(lines)


def _arrows(flow: Flow, step: Step) -> Iterator[tuple[str, str, str]]:
    said = _safe(f"{step.label}({_by(step)})")
    for frm in (f"from_{step.name}",) if len(step.frm) > _MANY else step.frm or ("[*]",):
        ends = {"": step.to} if isinstance(step.to, str) else step.to
        for key, to in ends.items():
            label = f"{said} {_safe(answer)}" if (answer := _answer(step, key)) else said
            if to == RETURN:
                yield from ((frm, back, f"{label} 回到原处") for back in _pushed_from(flow))
            else:
                yield frm, frm if to == SAME else to, label


def _line(frm: str, to: str, label: str) -> str:
    """An arrow; a step that leaves the state as it is stands in a note, where its words are not in the way."""
    return f"    {frm} --> {to}: {label}" if frm != to else f"    note right of {frm}: {label}，状态不变"


def _pushed_from(flow: Flow) -> list[str]:
    """Where a RETURN may lead: the states that a pushing step leaves."""
    return list(dict.fromkeys(frm for step in flow.steps if step.pushes for frm in step.frm))


def _answer(step: Step, key: str) -> str:
    """The option that leads to an end, where the key is one."""
    return next((o.label for need in step.needs for o in need.options if o.key == key), "")


def _by(step: Step) -> str:
    return "、".join(REL_NAMES[rel] for rel in step.by)


def _safe(text: str) -> str:
    """Without the signs that mean something in a diagram."""
    return text.replace('"', "”").replace(":", "\uff1a").replace(";", "\uff1b").replace("#", "\uff03")


def _rest(flow: Flow, key: str) -> str:
    state = flow.state(key)
    return "到此为止" if state.final else "" if state.live else "提出人不用再等"


def _step_row(flow: Flow, step: Step, rules: RuleBook) -> tuple[str, ...]:
    return (
        f"{step.label} `{step.name}`",
        _states(flow, step.frm) or "（新的一件）",
        " / ".join(dict.fromkeys(_end(flow, to) for to in step.targets())),
        _by(step),
        "、".join(f"`{need.key}`{'(可不填)' if need.optional else ''}" for need in step.needs),
        "、".join(f"`{getattr(guard, '__name__', 'guard')}`" for guard in step.guards),
        "、".join(_told(flow, told, rules) for told in step.tells),
    )


def _states(flow: Flow, keys: Iterable[str]) -> str:
    return " / ".join(flow.state(key).name for key in keys)


def _end(flow: Flow, to: str) -> str:
    return {SAME: "不变", RETURN: "回到原处"}.get(to) or flow.state(to).name


def _told(flow: Flow, told: Tell, rules: RuleBook) -> str:
    whom = REL_NAMES[Rel(told.whom)] if told.whom in list(Rel) else _LEFT.get(told.whom, f"`{told.whom}`")
    return f"{whom}（{_value(_rule(rules, told.after).value)}后）" if told.after else whom


def _clocks(flow: Flow, rules: RuleBook) -> str:
    if not flow.clocks:
        return "这个流程没有时限。"
    heads = ("时限", "多久", "从哪一步起", "办到就算数", "不再计时", "到时", "出处")
    text = table(heads, (_clock_row(flow, clock, rules) for clock in flow.clocks))
    all_stop = "、".join(step.label for step in flow.steps if "*" in step.stops)
    return f"{text}\n\n停下全部时限的：{all_stop}。" if all_stop else text


def _clock_row(flow: Flow, clock: ClockSpec, rules: RuleBook) -> tuple[str, ...]:
    known, steps = [_rule(rules, key) for key in clock.rules()], flow.steps
    starts = "、".join(step.label for step in steps if clock.name in step.starts)
    if clock.within:
        starts += f"（到了“{_states(flow, clock.within)}”才起）"
    met = "、".join(step.label for step in steps if clock.name in step.meets)
    stopped = "、".join(step.label for step in steps if clock.name in step.stops)
    rings = flow.step(clock.rings) if clock.rings else None
    then = f"自动“{rings.label}”" if rings else "标为过期，不自动改变"
    then += f"；快到、过了提醒{REL_NAMES[clock.whose]}" if clock.whose else ""
    values = " / ".join(_value(rule.value) for rule in known)
    if clock.until:
        values += "，写明了日子的按日子"
    sources = "；".join(dict.fromkeys(rule.source for rule in known))
    return (f"{clock.label} `{clock.name}`", values, starts, met, stopped, then, sources)


def _who_rows(flow: Flow) -> Iterator[tuple[str, ...]]:
    """First the relations that a case itself gives, then every role; a role without a step is refused everything."""
    for rel in _BY_CASE:
        steps = [s.label for s in flow.steps if rel in s.by]
        if steps:
            yield REL_NAMES[rel], _WHY_OF_HOUSE.get(rel, "与这一件的关系"), "、".join(steps)
    for role in Role:
        rels = [rel for rel, roles in flow.roles.items() if role in roles]
        steps = [s.label for s in flow.steps if set(rels) & set(s.by)]
        yield (
            ROLE_NAMES[role],
            "、".join(REL_NAMES[rel] for rel in rels) or "—",
            "、".join(steps) or "（凭岗位什么也不能按）",
        )


def _rule_rows(flow: Flow, rules: RuleBook) -> Iterator[tuple[str, ...]]:
    keys = {key for one in rules.sets for key in one.rules if key.startswith(f"{flow.name}.")}
    for key in sorted(keys | {key for clock in flow.clocks for key in clock.rules()}):
        rule = _rule(rules, key)
        yield f"`{key}`", _value(rule.value), rule.source


def _rule(rules: RuleBook, key: str) -> Rule:
    return rules.rule(key, _NEWEST)


def _value(value: Value) -> str:
    """7 days → 7 天; other values as they are."""
    try:
        span = Span.parse(value) if isinstance(value, str) else None
    except ValueError:
        span = None
    if span is None:
        return str(value)
    return f"到本{_PERIOD_NAMES[span.period]}末" if span.period else f"{span.amount} {_SPAN_NAMES[span.kind]}"


def _shown(path: Path) -> str:
    return str(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
