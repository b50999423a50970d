"""Where a run of the neighbourhood may begin: a wish or a request, brought more or less far."""

from collections.abc import Callable, Sequence

from handlers.kit.turns import Press
from tests.play import Play
from tests.requests import scenes as requests
from tests.scenes import claimed, connected, fulfilled, opened, submitted


def _asked(play: Play) -> None:
    requests.reported(play)


def _pooled(play: Play) -> None:
    requests.reported(play)
    play.script(("刘书记", "[大家来接]"))


def _dispatched(play: Play) -> None:
    requests.dispatched(play)


def _working(play: Play) -> None:
    requests.working(play)


def _finished(play: Play) -> None:
    requests.finished(play)


def _typed(play: Play) -> None:
    requests.reported(play, requests.LAMP, "孙大爷", typist="小赵")


def _complained(play: Play) -> None:
    requests.reported(play, "社区书记办事推三阻四", category="conduct")


def _merged(play: Play) -> None:
    requests.dispatched(play)
    requests.reported(play, "门口的灯不亮", "赵大妈")
    first, second = play.case(), play.case("演武-0002")
    play.push("刘书记", Press("cases.answer", second.id, second.version, f"merge:into:{first.id}"))
    play.courier()


def _returned(play: Play) -> None:
    requests.dispatched(play)
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "供电局的"), ("小吴", "[跳过]"))


BEGINNINGS: Sequence[Callable[[Play], None]] = (
    submitted,
    opened,
    claimed,
    connected,
    fulfilled,
    _asked,
    _pooled,
    _dispatched,
    _working,
    _finished,
    _typed,
    _complained,
    _merged,
    _returned,
)
