"""What goes out: the answer without third persons, only of the office's own place."""

from handlers.cases.actions import Move, take
from handlers.orders.actions import answers
from handlers.orders.records import Answer
from storage.work import Work
from tests.orders.office import Office
from tests.orders.sheets import HEADERS, workbook

WORDS = "李建国带人换了灯，电话 13835500004，住2单元202，王桂兰很满意"
ABOUT_HER = "反映演武社区刘书记作风问题，办低保收钱"


def told(office: Office, path: str = "/", who: str = "") -> list[Answer]:
    actor = office.play.caller(who).actor if who else None
    return list(office.play.desk.read_now(lambda work: answers(work, actor, path, "12345", None)))


def test_third_persons_stay_at_home(office: Office) -> None:
    play = office.play
    office.says(workbook([(1, "A1", "", "路灯不亮", "王桂兰", "13835500001", "演武社区3号楼", "", "")], HEADERS))
    secretary = play.caller("刘书记").actor
    assert secretary

    def act(work: Work) -> None:
        case = work.orders.kept("12345", ["A1"])["A1"].case_id
        seat = secretary.seats[0].seat_id
        for step, inputs in (
            ("dispatch", {"seat": str(seat)}),
            ("contact", {}),
            ("finish", {"how": f"刘芳说：{WORDS}"}),
        ):
            take(work, secretary, Move(case, step, inputs), play.now, occurred_at=play.now)

    play.do(act)
    (one,) = told(office)
    assert one.external_no == "A1"
    assert one.state == "办好了，待评单"
    assert one.contacted_at == one.settled_at == play.now
    assert "13835500004" not in one.answer
    assert "2单元202" not in one.answer
    assert "刘芳" not in one.answer, "who had a part in it is known by name"
    assert "王桂兰" in one.answer, "the caller is no third person"


def test_an_office_tells_of_its_own_place_only(office: Office) -> None:
    office.says(workbook([(1, "A1", "", "路灯不亮", "", "", "", "", "")], HEADERS))
    office.says(workbook([(1, "A2", "", "路灯不亮", "", "", "", "", "")], HEADERS), by="冯毅")
    assert [one.external_no for one in told(office, "/1/2/3/")] == ["A1"]
    assert [one.external_no for one in told(office)] == ["A1", "A2"]


def test_a_complaint_about_the_secretary_is_not_told_to_them(office: Office) -> None:
    """Neither its handling nor that it is here; the office above takes it out."""
    office.says(workbook([(1, "A1", "", "路灯不亮", "", "", "演武社区", "", "")], HEADERS))
    office.says(workbook([(1, "A2", "", ABOUT_HER, "", "", "演武社区", "", "")], HEADERS), by="马骏")
    assert [one.external_no for one in told(office, "/1/2/3/", "刘书记")] == ["A1"]
    assert [one.external_no for one in told(office, "/1/2/", "马主任")] == ["A1", "A2"]
    assert [one.external_no for one in told(office)] == ["A1", "A2"]
