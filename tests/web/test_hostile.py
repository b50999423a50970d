"""What should not be sent: each gets a friendly sentence, and nothing is lost."""

import io
import zipfile

import pytest
from PIL import Image

from tests.web.server import Browser, Site
from tests.web.test_chat import _sign_in


def _jpeg(size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, "JPEG", **options)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "not a picture")
    return out.getvalue()


@pytest.fixture
def hers(site: Site) -> Browser:
    return _sign_in(site, "王奶奶")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "没看到内容"),
        ("   \n ", "没看到内容"),
        ("想" * 5000, "写得太长了（5000 个字）"),
        ("想要🎈👩‍👧‍👦", "想要🎈👩‍👧‍👦"),
        ("\u202e想要收音机\u202c\u200f", "想要收音机"),
        ("<b>想要</b><script>alert(1)</script>", "&lt;b&gt;想要&lt;/b&gt;&lt;script&gt;"),
        ("想要 {{ 7*7 }} {% raw %}", "想要 {{ 7*7 }} {% raw %}"),
        ("想要\x00收\x1e音\x1f机", "想要收音机"),
    ],
)
def test_any_text_is_answered_plainly(hers: Browser, text: str, shown: str) -> None:
    answer = hers.send(text)
    assert answer.status_code == 200
    assert shown in answer.text
    assert "<script>" not in answer.text
    assert "\u202e" not in answer.text


def test_five_thousand_characters_are_kept_though_refused(hers: Browser) -> None:
    hers.send("愿" * 5000)
    assert "愿" * 5000 in hers.open_chat()


def test_a_photo_of_thirty_megabytes(hers: Browser) -> None:
    answer = hers.send("这是我家的灯", files=[("big.jpg", _jpeg() + b"\0" * 30_000_000)])
    assert "太大了" in answer.text
    assert "这是我家的灯" in answer.text


def test_a_zip_that_calls_itself_a_photo(hers: Browser) -> None:
    answer = hers.send("看看这个", files=[("photo.jpg", _zip())])
    assert "打不开" in answer.text
    assert "看看这个" in hers.open_chat()


def test_a_damaged_photo_and_one_that_unpacks_to_something_huge(hers: Browser) -> None:
    assert "打不开" in hers.send(files=[("cut.jpg", _jpeg()[:500])]).text
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert "打不开" in hers.send(files=[("bomb.png", bomb.getvalue())]).text


def test_ten_photos_at_once_are_too_many(hers: Browser) -> None:
    answer = hers.send(files=[(f"{n}.jpg", _jpeg((20, 20))) for n in range(10)])
    assert "一次最多 9 张" in answer.text


def test_a_photo_loses_its_place_and_camera_and_is_upright(site: Site, hers: Browser) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    hers.send("想修这个", files=[("place.jpg", _jpeg((800, 400), exif=exif))])
    number = int(hers.open_chat().split('src="/photo/')[1].split('"')[0])
    served = hers.http.get(f"/photo/{number}")
    picture = Image.open(io.BytesIO(served.content))
    assert not picture.getexif()
    assert picture.size == (400, 800)
    assert _sign_in(site, "李师傅").http.get(f"/photo/{number}").status_code == 404


@pytest.mark.parametrize("press", ["", "rubbish", "cases.take|x|1|claim", "a|1|1|" + "长" * 40, "no.such|1|1|x"])
def test_a_made_up_button_is_refused(hers: Browser, press: str) -> None:
    answer = hers.press(press)
    assert answer.status_code in (200, 400)
    assert "按钮" in answer.text
