"""The character encoding of a file, decided by its bytes."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: A stray byte in otherwise sound UTF-8 is a fault of that byte, not of the encoding.
_SOUND_PER_FAULT = 20
_BINARY_SHARE = 0.02
_CONTROL = bytes(set(range(32)) - {*b"\t\n\r\f\x0b\x1a\x1c\x1d\x1e\x1f\x1b"})
_LETTERS = re.compile(rb"[\xa8\xb8\xc0-\xff]+")
_RUN_OF_LETTERS = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_FAULT = re.compile("[\udc80-\udcff]")
_SOUND = re.compile("[^\x00-\x7f\udc80-\udcff]")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a file is that is no text, by its first bytes.
_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a spreadsheet, document or archive (zip)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (OLE2)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ", "compressed by xz"),
    (b"(\xb5/\xfd", "compressed by zstd"),
)


@dataclass(frozen=True, slots=True)
class Decoding:
    """The encoding (`binary` for what is no text), and the bytes that do not fit into it."""

    encoding: str
    n_faults: int = 0
    first_fault_line: int = 0


def binary_kind(head: bytes) -> str:
    """What a file without text is, in words; "" if its first bytes say nothing."""
    return next((kind for magic, kind in _KINDS if head.startswith(magic)), "")


def certain_encoding(head: bytes) -> str:
    """The encoding that the beginning of a file shows beyond doubt; "" if the whole must be looked at."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if binary_kind(head):
        return "binary"
    if b"\0" in head and (encoding := _without_bom(head)):
        return encoding
    n_control = len(head) - len(head.translate(None, _CONTROL))
    return "binary" if n_control > max(_BINARY_SHARE * len(head), 8) else ""


def _without_bom(head: bytes) -> str:
    """UTF-16 shows as letters at every other byte and zeros between them."""
    for encoding, zeros, letters in (
        ("utf-16-le", head[1::2], head[::2]),
        ("utf-16-be", head[::2], head[1::2]),
    ):
        if zeros.count(0) > 0.4 * len(zeros) and letters.count(0) < 0.02 * len(letters) + 1:
            return encoding
    return ""


def is_utf8(blocks: Iterable[bytes]) -> bool:
    """Whether blocks together are UTF-8 without a fault; all are taken, whatever comes out."""
    decoder, sound = codecs.getincrementaldecoder("utf-8")(), True
    for block in blocks:
        if sound:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                sound = False
    return sound and not decoder.getstate()[0]


def decide(blocks: Iterable[bytes]) -> Decoding:
    """The encoding of a file that is not sound UTF-8.

    UTF-8 with a few stray bytes stays UTF-8. Otherwise the bytes above 127 decide: Cyrillic text in
    Windows-1251 writes whole words with them, western text in Windows-1252 single letters.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_faults = n_sound = n_lines = first = n_letters = n_in_runs = 0
    for block in blocks:
        text = decoder.decode(block)
        if not text.isascii():
            fault = _FAULT.search(text)
            if fault and not n_faults:
                first = n_lines + 1 + text.count("\n", 0, fault.start())
            n_faults += len(_FAULT.findall(text))
            n_sound += len(_SOUND.findall(text))
            n_letters += sum(map(len, _LETTERS.findall(block)))
            n_in_runs += sum(map(len, _RUN_OF_LETTERS.findall(block)))
        n_lines += text.count("\n")
    if decoder.getstate()[0]:
        n_faults, first = n_faults + 1, first or n_lines + 1
    if n_sound >= _SOUND_PER_FAULT * n_faults or (n_faults == 1 and n_sound):
        return Decoding("utf-8", n_faults, first)
    return Decoding("cp1251" if 2 * n_in_runs > n_letters else "cp1252")
