"""Bad input: each kind of damage gives its own error, one clear line that names the file."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    ImageOnlyPdf,
    IngestError,
    MissingPath,
    UnknownFormat,
    WrongEncoding,
)
from ingest.readers import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def a_docx() -> bytes:
    document = docx.Document()
    for number in range(40):
        document.add_paragraph(f"{number}番目の段落です。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def an_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for number in range(200):
        book.active.append([number, "名称", "課"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_pdf(*, password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(30):
        canvas.drawString(72, 780 - 20 * number, f"Line {number} of the plan")
    canvas.save()
    if password is None:
        return out.getvalue()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.encrypt(password, algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def a_picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 280), 50).convert("RGB").save(out, kind)
    return out.getvalue()


def a_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    return out.getvalue()


CASES: list[tuple[str, Callable[[], bytes], type[IngestError], str]] = [
    ("空.txt", lambda: b"", EmptyFile, "空です"),
    ("空白.txt", lambda: " \r\n\n".encode("utf-16"), EmptyFile, "空です"),
    ("空.html", lambda: b"<html><body></body></html>", EmptyFile, "空です"),
    ("画像.txt", lambda: a_picture("PNG"), UnknownFormat, "文章ではありません"),
    ("乱数.txt", lambda: random.Random(1).randbytes(4000), UnknownFormat, "文章ではありません"),
    ("乱数.csv", lambda: random.Random(2).randbytes(4000), UnknownFormat, "文章ではありません"),
    ("文書.txt", a_docx, UnknownFormat, "Word 文書"),
    ("印刷.txt", a_pdf, UnknownFormat, "PDF"),
    ("取違え.docx", an_xlsx, UnknownFormat, "Excel"),
    ("書庫.zip", a_bomb, UnknownFormat, ".docx"),
    ("旧式.xls", lambda: OLE, UnknownFormat, ".xlsx"),
    ("鍵.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, "パスワード"),
    ("鍵.pdf", lambda: a_pdf(password="secret"), EncryptedFile, "パスワード"),
    ("画像.pdf", lambda: a_picture("PDF"), ImageOnlyPdf, "OCR"),
    ("切.docx", lambda: a_docx()[:-2000], BrokenFile, "Word 文書"),
    ("切.xlsx", lambda: an_xlsx()[:3000], BrokenFile, "Excel ブック"),
    ("切.pdf", lambda: a_pdf()[:400], BrokenFile, "PDF"),
    ("乱数.pdf", lambda: random.Random(3).randbytes(4000), BrokenFile, "PDF"),
    ("増殖.xlsx", with_entities, BrokenFile, "Excel ブック"),
    ("爆弾.docx", a_bomb, FileTooLarge, "展開すると"),
    ("欧文.txt", lambda: ("Só é possível; naïve café. " * 20).encode("latin-1"), WrongEncoding, "文字コード"),
    ("簡体.txt", lambda: ("这是简体中文的测试文件，发展规划。" * 20).encode("gb18030"), WrongEncoding, "文字コード"),
    ("途中.txt", lambda: "計画の趣旨".encode()[:-1], WrongEncoding, "文字コード"),
]


@pytest.mark.parametrize(("name", "make", "kind", "words"), CASES, ids=[case[0] for case in CASES])
def test_bad_files_give_one_clear_line(
    tmp_path: Path, name: str, make: Callable[[], bytes], kind: type[IngestError], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(kind) as caught:
        read(path)
    message = str(caught.value)
    assert caught.value.path == path
    assert message.startswith(f"「{name}」")
    assert words in message
    assert "\n" not in message
    assert message.endswith("。")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a hole on the disk: no time, no space
    with pytest.raises(FileTooLarge, match="200 MB、上限 50 MB"):
        read(path)
    path.write_text("計画です。" * 100, encoding="utf-8")
    with pytest.raises(FileTooLarge):
        read(path, limit=1000)
    assert read(path, limit=2000).blocks


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match="見つかりません"):
        read(tmp_path / "ない.txt")
    with pytest.raises(MissingPath, match="フォルダー"):
        read(tmp_path)


@pytest.mark.parametrize("make", [a_docx, an_xlsx, a_pdf], ids=["docx", "xlsx", "pdf"])
def test_damage_anywhere_gives_our_own_errors(tmp_path: Path, make: Callable[[], bytes]) -> None:
    whole, dice = make(), random.Random(7)
    path = tmp_path / f"損傷.{ {'a_docx': 'docx', 'an_xlsx': 'xlsx', 'a_pdf': 'pdf'}[make.__name__] }"
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(bytes(data[: dice.randint(100, len(data))]))
        try:
            assert read(path).blocks
        except IngestError as error:
            assert str(error).startswith("「損傷.")


def test_every_error_has_its_own_code() -> None:
    kinds = IngestError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(400 <= kind.status < 500 for kind in kinds)


@pytest.mark.parametrize("piece", ["\t", "|a", "**a ", "__a", "<a ", "「計画の\n", "1", "[", "-= "])
def test_no_text_takes_long_to_read(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "長.txt"
    path.write_text("a" + piece * (200_000 // len(piece)) + "b", encoding="utf-8")
    started = time.process_time()
    assert read(path).text
    assert time.process_time() - started < 10
