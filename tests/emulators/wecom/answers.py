"""What the server says no with: an errcode above HTTP 200, and words that nobody should match on."""

from typing import Any

Json = dict[str, Any]
MORE = "https://open.work.weixin.qq.com/devtool/query?e="
WORDS = {
    -1: "system busy",
    40001: "invalid credential",
    40004: "invalid media type",
    40005: "invalid type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40011: "invalid video size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    42001: "access_token expired",
    42014: "invalid task_id",
    42045: "invalid template card type",
    42046: "template card field missing or unknown",
    42047: "template card field too long",
    42048: "template card has too many or too few of these",
    42049: "template card key repeated",
    43001: "require GET method",
    43002: "require POST method",
    44004: "text message content is empty",
    45001: "multimedia file too large",
    45002: "message content out of size limit",
    45007: "voice playtime out of limit",
    45009: "api freq out of limit",
    47001: "data format error",
    48002: "api forbidden",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    81013: "user & party & tag all invalid",
    93000: "invalid webhook url, or the robot was taken out of its group",
    93004: "robot is stopped",
    93008: "robot is not in this group",
    95000: "invalid open_kfid",
    95001: "api freq out of limit of messages sent",
    95002: "send msg time limit",
    95007: "invalid msg token",
    95008: "menu item count out of limit",
    95009: "invalid menu item type",
    95016: "invalid session state change",
    95018: "send msg session status invalid",
}


class Refused(Exception):
    """An answer with an errcode other than 0. `status` is other than 200 only where a gateway speaks."""

    def __init__(self, code: int, about: str = "", status: int = 200) -> None:
        self.code, self.status = code, status
        self.message = ", ".join(part for part in (WORDS.get(code, "error"), about) if part)
        super().__init__(code, self.message)

    def body(self, hint: str) -> Json:
        where = f"hint: [{hint}], from ip: 127.0.0.1, more info at {MORE}{self.code}"
        return {"errcode": self.code, "errmsg": f"{self.message}, {where}"}


def good(**more: Any) -> Json:
    return {"errcode": 0, "errmsg": "ok"} | more
