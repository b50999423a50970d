"""Who called, as a sheet names them: pure functions."""

import re

_NAMELESS = {
    *("匿名", "无", "无名", "不详", "未知", "保密", "不愿透露", "先生", "女士", "小姐", "本人", "当事人", "联系人"),
    *("来电人", "诉求人", "反映人", "投诉人", "举报人", "热心市民", "热心群众"),
    *("群众", "市民", "居民", "村民", "业主", "住户"),
}
_TITLE = r"(?:先生|女士|小姐|同志|师傅|老师|某某?|\*+|[xX]+)"


def is_name(text: str) -> bool:
    """Whether a caller is told by a whole name: 王女士 is nobody in particular."""
    return 2 <= len(text) <= 8 and not re.search(_TITLE, text) and text not in _NAMELESS


def may_be(asker: str, *names: str) -> bool:
    """Whether who called may be the person of these names whose number it is: a number is often a whole family's.

    A whole name must be the same, a surname (王女士) fit; who gave neither is taken for whose number it is.
    """
    if is_name(asker):
        return asker in names
    surname = re.match(rf"([一-龥]{{1,2}}?)(?:{_TITLE}|$)", asker)
    return asker in _NAMELESS or not surname or any(name.startswith(surname.group(1)) for name in names)


def spelled(asker: str) -> str:
    """A name for the register, for somebody who may have given none."""
    return "来电人" if not asker or asker in _NAMELESS else asker
