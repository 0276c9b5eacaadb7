"""Writes the files of this folder that no office program at hand writes, and ../formats/ledger5.xls, from those that ../formats/make.py wrote.

Run with  python3 make.py ; needs msoffcrypto-tool, olefile and xlwt (for its container writer). Packages are encrypted by msoffcrypto-tool; binary
workbooks with its key derivations, laid over the records as [MS-XLS] 2.2.10 says. Nothing here knows the program that is tested."""

import io
import os
import secrets
from datetime import date
from hashlib import md5, sha1
from struct import pack, unpack

import olefile
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method import ecma376_agile
from msoffcrypto.method.rc4 import _makekey as rc4_key
from msoffcrypto.method.rc4_cryptoapi import ARC4, Cipher
from msoffcrypto.method.rc4_cryptoapi import _makekey as cryptoapi_key
from msoffcrypto.method.xor_obfuscation import DocumentXOR
from xlwt.CompoundDoc import XlsDoc

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = os.path.join(HERE, "..", "formats")
PASSWORD = "支部2017"
ASCII = "zhibu-2017"
UNASKED = "VelvetSweatshop"
PLAIN = (0x0809, 0x002F, 0x0194, 0x0195, 0x0196, 0x0138, 0x00E1)


def padded(data, key, iv):
    data = data + b"\0" * (-len(data) % 16)
    return plain_cbc(data, key, iv)


plain_cbc, ecma376_agile._encrypt_aes_cbc = ecma376_agile._encrypt_aes_cbc, padded


def agile(name, password, hash_name, hash_size, key_bits):
    """msoffcrypto-tool always writes SHA512 and AES-256; other parameters are put under it."""

    def init(self):
        self.cipherName, self.hashName, self.hashSize, self.keyBits = "AES", hash_name, hash_size, key_bits
        self.saltSize, self.blockSize, self.saltValue = 16, 16, None

    ecma376_agile.ECMA376AgileCipherParams.__init__ = init
    with open(os.path.join(FORMATS, "ledger.xlsx"), "rb") as source, open(os.path.join(HERE, name), "wb") as target:
        OOXMLFile(source).encrypt(password, target)


def records(stream):
    at = 0
    while at + 4 <= len(stream):
        number, size = unpack("<HH", stream[at : at + 4])
        yield at, number, stream[at + 4 : at + 4 + size]
        at += 4 + size


def sealed(stream, filepass, cover):
    """Puts the record in behind the first one, moves the sheets' offsets, and covers the data. `cover(at, size, data)`: bytes at a position."""
    first = 4 + unpack("<HH", stream[:4])[1]
    whole = stream[:first] + pack("<HH", 0x2F, len(filepass)) + filepass + stream[first:]
    out = bytearray()
    for at, number, data in records(whole):
        if number == 0x85:
            data = pack("<I", unpack("<I", data[:4])[0] + 4 + len(filepass)) + data[4:]
        plain = len(data) if number in PLAIN else 4 if number == 0x85 else 0
        out += pack("<HH", number, len(data)) + data[:plain] + cover(at + 4 + plain, len(data), data[plain:])
    return bytes(out)


def by_blocks(key):
    def stream(block):
        return Cipher(ARC4(key(block)), mode=None).encryptor().update(b"\0" * 1024)

    def cover(at, _size, data):
        return bytes(byte ^ stream((at + n) // 1024)[(at + n) % 1024] for n, byte in enumerate(data))

    return cover


def rc4(stream, password):
    salt, verifier = secrets.token_bytes(16), secrets.token_bytes(16)
    mask = Cipher(ARC4(rc4_key(password, salt, 0)), mode=None).encryptor()
    told = mask.update(verifier) + mask.update(md5(verifier).digest())
    return sealed(stream, pack("<HHH", 1, 1, 1) + salt + told, by_blocks(lambda block: rc4_key(password, salt, block)))


def cryptoapi(stream, password, bits):
    salt, verifier = secrets.token_bytes(16), secrets.token_bytes(16)
    mask = Cipher(ARC4(cryptoapi_key(password, salt, bits, 0)), mode=None).encryptor()
    told = pack("<I", 16) + salt + mask.update(verifier) + pack("<I", 20) + mask.update(sha1(verifier).digest())
    provider = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16le")
    header = pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + provider
    filepass = pack("<HHHII", 1, 4, 2, 4, len(header)) + header + told
    return sealed(stream, filepass, by_blocks(lambda block: cryptoapi_key(password, salt, bits, block)))


def xor(stream, password, biff8):
    key = DocumentXOR.create_xor_key_method1(password)
    digest = next(n for n in range(0x10000) if DocumentXOR.verifypw(password, n))
    array = DocumentXOR.create_xor_array_method1(password)

    def cover(at, size, data):
        return bytes(DocumentXOR.rol(byte, 5, 8) ^ array[(at + n + size) % 16] for n, byte in enumerate(data))

    return sealed(stream, (b"\0\0" if biff8 else b"") + pack("<HH", key, digest), cover)


def container(folder, name, stream, biff8=True):
    path = os.path.join(folder, name)
    with open(path, "wb") as target:
        XlsDoc().save(target, stream)
    if not biff8:
        with open(path, "rb") as source:
            data = source.read()
        old = "Workbook".encode("utf-16le")
        data = data.replace(old, "Book".encode("utf-16le").ljust(len(old), b"\0"))
        at = data.index("Book".encode("utf-16le")) + 64
        with open(path, "wb") as target:
            target.write(data[:at] + pack("<H", 10) + data[at + 2 :])


def biff5():
    """The ledger in Excel 5's format, code page 936."""

    def record(number, data=b""):
        return pack("<HH", number, len(data)) + data

    def text(words, width):
        raw = words.encode("gbk")
        return pack(width, len(raw)) + raw

    cells = b""
    with open(os.path.join(FORMATS, "ledger.tsv"), encoding="utf-8") as source:
        for r, line in enumerate(source.read().splitlines()):
            for c, word in enumerate(line.split("\t")):
                kind, _, rest = word.partition(":")
                if kind == "d":
                    days = (date.fromisoformat(rest) - date(1899, 12, 30)).days
                    cells += record(0x0203, pack("<HHHd", r, c, 16, days))
                elif kind == "t":
                    hours, minutes = rest.split(":")
                    cells += record(0x0203, pack("<HHHd", r, c, 17, (int(hours) * 60 + int(minutes)) / 1440))
                elif kind == "n":
                    cells += record(0x027E, pack("<HHHI", r, c, 15, int(rest) << 2 | 2))
                elif word:
                    cells += record(0x0204, pack("<HHH", r, c, 15) + text(word.replace("\\n", "\n"), "<H"))
    font = record(0x0031, pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + text("SimSun", "<B"))
    # Fifteen style formats, then: general, date, time of day.
    formats = [(n, 0xFFF5) for n in [0] * 15] + [(0, 1), (164, 1), (20, 1)]
    xfs = b"".join(record(0x00E0, pack("<HHHHHHHH", 0, form, kind, 0x20, 0, 0, 0, 0)) for form, kind in formats)
    head = record(0x0809, pack("<HHHH", 0x0500, 5, 0x096C, 0x07C9)) + record(0x0042, pack("<H", 936)) + record(0x0022, pack("<H", 0))
    head += font * 4 + record(0x041E, pack("<H", 164) + text("yyyy-mm-dd", "<B")) + xfs
    head += record(0x0293, pack("<HBB", 0x8000, 0, 0xFF))
    name = text("台账", "<B")
    start = len(head) + 4 + 6 + len(name) + 4
    sheet = record(0x0809, pack("<HHHH", 0x0500, 0x10, 0x096C, 0x07C9)) + record(0x0200, pack("<HHHHH", 0, 11, 0, 13, 0)) + cells
    return head + record(0x0085, pack("<IH", start, 0) + name) + record(0x000A) + sheet + record(0x000A)


def main():
    agile("agile-sha512-aes256.xlsx", PASSWORD, "SHA512", 64, 256)
    agile("agile-sha384-aes192.xlsx", PASSWORD, "SHA384", 48, 192)
    agile("agile-sha256-aes128.xlsx", PASSWORD, "SHA256", 32, 128)
    agile("agile-sha1-aes128.xlsx", PASSWORD, "SHA1", 20, 128)
    agile("agile-unasked.xlsx", UNASKED, "SHA512", 64, 256)
    book = olefile.OleFileIO(os.path.join(FORMATS, "ledger.xls")).openstream("Workbook").read()
    container(HERE, "rc4-40.xls", rc4(book, PASSWORD))
    container(HERE, "cryptoapi-40.xls", cryptoapi(book, PASSWORD, 40))
    container(HERE, "cryptoapi-128.xls", cryptoapi(book, PASSWORD, 128))
    container(HERE, "xor-biff8.xls", xor(book, ASCII, True))
    container(HERE, "xor-unasked.et", xor(book, UNASKED, True))
    old = biff5()
    container(FORMATS, "ledger5.xls", old, biff8=False)
    container(HERE, "xor-biff5.xls", xor(old, ASCII, False), biff8=False)


main()
