"""Formatted text as the server reads it: HTML into plain text and entities, or a 400 that says where it is wrong.

Offsets and lengths of entities count UTF-16 units; the offsets in errors count UTF-8 bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.emulators.telegram.answers import Json, Refused, bad

KINDS = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"},
    **{"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler"},
    **{"span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote"},
    "tg-emoji": "custom_emoji",
}
MOST = 100
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,10}));?")
TOKEN = re.compile(r"[A-Za-z0-9.-]+")
# What a client draws of itself, whoever wrote the text.
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'，。；！？）]+)|(?P<email>[\w.+-]+@[\w-]+\.[\w.]+)|(?<!\w)(?P<mention>@\w{5,32})"
    r"|(?<![\w#])(?P<hashtag>#\w+)|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{5,32})?)",
)
GONE = re.compile("[\r\u2028-\u202e]")
BLANK = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Tag:
    name: str
    at: int
    """Where its text begins, in characters of the plain text."""
    byte: int
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Reader:
    source: str
    place: int = 0
    plain: str = ""
    tags: list[Tag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def byte(self, place: int) -> int:
        return len(self.source[:place].encode())

    def wrong(self, what: str, place: int) -> Refused:
        return bad(f"can't parse entities: {what} at byte offset {self.byte(place)}")

    def here(self) -> str:
        return self.source[self.place : self.place + 1]

    def spaces(self) -> None:
        while self.here().isspace():
            self.place += 1

    def until(self, stops: str) -> str:
        """What stands from here to a blank or one of these characters."""
        start = self.place
        while self.here() and not self.here().isspace() and self.here() not in stops:
            self.place += 1
        return self.source[start : self.place]

    def read(self) -> None:
        while self.here():
            if self.here() == "&":
                self.plain += self.reference()
            elif self.source.startswith("</", self.place):
                self.end_tag()
            elif self.here() == "<":
                self.start_tag()
            else:
                self.plain += self.here()
                self.place += 1
        if self.tags:
            name = self.tags[-1].name
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{name}\"")

    def reference(self) -> str:
        """The character that a reference stands for; an ampersand that begins none is itself."""
        found = REFERENCE.match(self.source, self.place)
        number = found and (int(found[1]) if found[1] else int(found[2], 16) if found[2] else 0)
        meant = chr(number) if number and number < 0x10FFFF else NAMED.get(found[3] or "") if found else None
        self.place += len(found[0]) if found and meant else 1
        return meant or "&"

    def start_tag(self) -> None:
        begin = self.place
        self.place += 1
        tag = Tag(self.until(">").lower(), len(self.plain), begin)
        if not self.here():
            raise self.wrong("Unclosed start tag", begin)
        if tag.name not in KINDS:
            raise self.wrong(f'Unsupported start tag "{tag.name}"', begin)
        tag.attributes.update(self.attributes(tag))
        if tag.name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise self.wrong('Tag "span" must have class "tg-spoiler"', begin)
        self.tags.append(tag)

    def attributes(self, tag: Tag) -> Iterator[tuple[str, str]]:
        while True:
            self.spaces()
            if not self.here():
                raise self.wrong(f'Unclosed start tag "{tag.name}"', tag.byte)
            if self.here() == ">":
                self.place += 1
                return
            name = self.until("=>").lower()
            if not name:
                raise self.wrong(f'Empty attribute name in the tag "{tag.name}"', tag.byte)
            self.spaces()
            yield name, self.value(tag) if self.here() == "=" else ""

    def value(self, tag: Tag) -> str:
        self.place += 1
        self.spaces()
        quote = self.here()
        if quote not in {'"', "'"}:
            return self.token(tag)
        self.place += 1
        found = ""
        while self.here() and self.here() != quote:
            if self.here() == "&":
                found += self.reference()
                continue
            found += self.here()
            self.place += 1
        if not self.here():
            raise self.wrong("Unclosed start tag", tag.byte)
        self.place += 1
        return found

    def token(self, tag: Tag) -> str:
        found = TOKEN.match(self.source, self.place)
        after = found.end() if found else self.place
        if not found or not (self.source[after : after + 1].isspace() or self.source[after : after + 1] == ">"):
            raise self.wrong("Unexpected end of name token", self.place)
        self.place = after
        return found[0].lower()

    def end_tag(self) -> None:
        begin = self.place
        if not self.tags:
            raise self.wrong("Unexpected end tag", begin)
        self.place += 2
        name = self.until(">").lower()
        self.spaces()
        if self.here() != ">":
            raise self.wrong("Unclosed end tag", begin)
        self.place += 1
        tag = self.tags.pop()
        if name and name != tag.name:
            at = self.byte(begin)
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {at}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        self.close(tag)

    def close(self, tag: Tag) -> None:
        text = self.plain[tag.at :]
        extra = {"a": "href", "tg-emoji": "emoji-id"}.get(tag.name)
        if not text or (extra and not tag.attributes.get(extra)):
            return
        found: Json = {"type": KINDS[tag.name], "offset": units(self.plain[: tag.at]), "length": units(text)}
        language = tag.attributes.get("class", "").removeprefix("language-")
        if tag.name == "a":
            found["url"] = tag.attributes["href"]
        elif tag.name == "tg-emoji":
            found["custom_emoji_id"] = tag.attributes["emoji-id"]
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            found["type"] = "expandable_blockquote"
        elif tag.name == "code" and language and self.tags and self.tags[-1].name == "pre":
            self.tags[-1].attributes["class"] = f"language-{language}"
            return
        elif tag.name == "pre" and language:
            found["language"] = language
        self.entities.append(found)


def from_html(source: str) -> tuple[str, list[Json]]:
    reader = Reader(source)
    reader.read()
    return reader.plain, reader.entities


def cleaned(text: str) -> str:
    """What the server lets through of a text: no control characters, no marks that turn the writing round."""
    return BLANK.sub(" ", GONE.sub("", text))


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without blanks around it; entities move along, and one that covered blanks alone is gone."""
    begun = text.lstrip()
    cut, kept = units(text) - units(begun), begun.rstrip()
    end = units(kept)
    moved = []
    for one in entities:
        start, stop = max(one["offset"] - cut, 0), min(one["offset"] + one["length"] - cut, end)
        if stop > start:
            moved.append(one | {"offset": start, "length": stop - start})
    return kept, moved


def noticed(text: str, entities: list[Json]) -> list[Json]:
    """These entities and those that the server finds by itself where none is yet, sorted as it sorts them."""
    found = list(entities)
    for match in FOUND.finditer(text):
        start, length = units(text[: match.start()]), units(match[0])
        inside = any(one["offset"] < start + length and start < one["offset"] + one["length"] for one in entities)
        if not inside:
            found.append({"type": str(match.lastgroup), "offset": start, "length": length})
    return sorted(found, key=lambda one: (one["offset"], -one["length"], one["type"]))[:MOST]


def formatted(text: str, parse_mode: str, given: list[Json] | None = None) -> tuple[str, list[Json]]:
    """A text with its entities, as it is kept. 400 for another mode than HTML, or HTML that is wrong."""
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise bad("unsupported parse_mode") if "markdown" not in mode else NotImplementedError(parse_mode)
    plain, entities = from_html(cleaned(text)) if mode == "html" else (cleaned(text), list(given or []))
    plain, entities = trimmed(plain, entities)
    return plain, noticed(plain, entities)
