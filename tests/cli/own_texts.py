"""Texts of our own for the tests: a small report of an invented place, a novel, and files that are no text."""

from __future__ import annotations

import zipfile
from pathlib import Path

REPORT = """临江市政府工作报告
——2021年1月9日在临江市第八届人民代表大会第五次会议上
市长 王某
各位代表：
我把一年来的事说给大家听。
一、2020年工作回顾
全市地区生产总值达2500亿元，增长8.5%左右；一般公共预算收入120.3亿元。新增城镇就业5.2万人。
二、2021年工作安排
地区生产总值增长8%以上，力争建成江北大桥，新增学位2万个。
"""

_SCENES = (
    "老船工把缆绳绕在木桩上，回头看了一眼雾里的码头。",
    "她没有说话，只把那封信折了又折，塞进袖子。",
    "夜里起了风，灯笼一盏一盏灭下去，狗也不叫了。",
    "“你还会回来吗？”他问。河水替她答了半句。",
    "第二天清早，卖豆腐的阿三看见桥上站着一个人。",
)


def novel() -> str:
    """A few pages of prose."""
    chapters = (f"第{number}章　渡口\n" + "".join(_SCENES) * 40 + "\n" for number in ("一", "二", "三"))
    return "\n".join(chapters)


def picture_pdf() -> bytes:
    """A PDF of one page that holds a picture and no text."""
    picture = b"\x80" * (16 * 16)
    drawing = b"q 400 0 0 400 50 50 cm /I Do Q"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture),
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)


def write_bomb(path: Path) -> None:
    """A DOCX of some 60 KB whose document unpacks to 64 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document>" + b" " * (64 << 20) + b"</w:document>")
