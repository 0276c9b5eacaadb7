#!/usr/bin/env python3
"""Makes a folder of files that nobody should send: python3 make.py DIR. The folder is not kept here (it holds hundreds of megabytes once unpacked);
docs/hostile-files.md says what becomes of each."""
import io, os, struct, sys, zipfile, zlib

out = sys.argv[1]
os.makedirs(out, exist_ok=True)

def put(name, data):
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ROOT = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

def package(sheets, strings=None, more=(), level=9, prologue=""):
    """sheets: the inside of <worksheet>, as bytes or an iterator of bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("_rels/.rels", ROOT)
        names = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
        z.writestr("xl/workbook.xml", f'<?xml version="1.0"?>{prologue}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{names}</sheets></workbook>')
        rels = "".join(f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))
        if strings is not None:
            rels += f'<Relationship Id="rIdS" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
            with z.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
                for piece in strings:
                    part.write(piece)
        z.writestr("xl/_rels/workbook.xml.rels",
                   f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>')
        for n, body in enumerate(sheets, 1):
            with z.open(f"xl/worksheets/sheet{n}.xml", "w", force_zip64=True) as part:
                part.write(f'<?xml version="1.0"?>{prologue if n == 1 else ""}<worksheet xmlns="{MAIN}">'.encode())
                for piece in ([body] if isinstance(body, bytes) else body):
                    part.write(piece)
                part.write(b"</worksheet>")
        for name, data in more:
            z.writestr(name, data)
    return buffer.getvalue()

def rows(text):
    return f"<sheetData>{text}</sheetData>".encode()

CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
good = package([rows(CELL)])

# size
put("01-炸弹-单元格.xlsx", package([(b"<sheetData>", *([b" " * (1 << 20)] * 900), b"</sheetData>")]))
put("02-炸弹-共享文字.xlsx", package([rows(CELL)], strings=(b'<sst uniqueCount="9">', *([b"<si><t>" + b"x" * (1 << 20) + b"</t></si>"] * 400), b"</sst>")))
put("03-共享文字数目40亿.xlsx", package([rows(CELL)], strings=(b'<sst count="1" uniqueCount="4294967295"><si><t>a</t></si></sst>',)))
def many(count):
    yield b"<sheetData>"
    for start in range(0, count, 1000):
        yield "".join(f'<row r="{r + 1}"><c r="A{r + 1}"><v>{r}</v></c><c r="B{r + 1}"><v>1</v></c><c r="C{r + 1}"><v>2</v></c></row>'
                      for r in range(start, start + 1000)).encode()
    yield b"</sheetData>"
put("04-三百万单元格.xlsx", package([many(1_000_000)], level=1))
def long_strings():
    yield b'<sst uniqueCount="200000">'
    for n in range(200_000):
        yield f"<si><t>{n:032d}{'文' * 300}</t></si>".encode()
    yield b"</sst>"
put("05-二十万条长文字.xlsx", package([rows("".join(f'<row r="{r + 1}"><c r="A{r + 1}" t="s"><v>{r}</v></c></row>' for r in range(200_000)))],
                                  strings=long_strings(), level=1))
put("06-A1与XFD1048576.xlsx", package([rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')]))
put("07-维度与合并全表.xlsx", package([b'<dimension ref="A1:XFD1048576"/>' + rows(CELL) + b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>']))
put("08-深层嵌套.xlsx", package([(b"<sheetData>", b"<a>" * 2_000_000, b"</sheetData>")]))
put("09-深层嵌套.xml", ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">' + "<a>" * 300_000).encode())
laughs = "<!DOCTYPE x [<!ENTITY a \"ha\">" + "".join(f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">' for n in range(12)) + "]>"
put("10-实体炸弹.xlsx", package([rows('<row r="1"><c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row>')], prologue=laughs))
put("11-实体炸弹.xml", f'<?xml version="1.0"?>{laughs}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>&m;</Data></Cell></Row></Table></Worksheet></Workbook>'.encode())
repeat = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
ods = io.BytesIO()
with zipfile.ZipFile(ods, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    z.writestr("content.xml", f'<office:document-content xmlns:office="o" xmlns:table="t"><table:table table:name="a">{repeat}</table:table></office:document-content>')
put("12-一千字节一百七十亿格.ods", ods.getvalue())
put("13-网页百万空格.html", b"<html><table>" + b"<tr>" + b"<td>" * 3_000_000 + b"</table>")
put("14-网页巨跨.html", ("<table>" + '<tr><td colspan=1000000000 rowspan=1000000000>甲' * 2000 + "</table>").encode())
put("15-一行两亿字.csv", b"x" * 200_000_000)
put("16-未闭合引号.csv", b'"' + b"a,b\n" * 5_000_000)
put("17-四千万逗号.csv", b"," * 40_000_000)

# compound documents
def cfb(stream, fat=None, size=None, start=None, name="Workbook"):
    sector = 512
    count = max(1, -(-len(stream) // sector))
    fat = fat or [0xFFFFFFFD, 0xFFFFFFFE] + [n + 1 for n in range(2, 1 + count)] + [0xFFFFFFFE]
    fat = (fat + [0xFFFFFFFF] * 128)[:128]
    header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    def entry(name, kind, child, start, size):
        raw = name.encode("utf-16-le")
        return raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36 + struct.pack("<IQ", start, size)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2 if start is None else start, len(stream) if size is None else size) + b"\0" * 256
    return header + struct.pack("<128I", *fat) + directory + stream.ljust(count * sector, b"\0")

BOF = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 6)
def book(extra=b"", sheet=b""):
    bound = struct.pack("<HHIBBBB", 0x85, 9, 0, 0, 0, 1, 0) + b"a"
    head = BOF + extra
    at = len(head) + len(bound) + 4
    bound = struct.pack("<HHIBBBB", 0x85, 9, at, 0, 0, 1, 0) + b"a"
    stream = head + bound + struct.pack("<HH", 10, 0) + BOF + sheet + struct.pack("<HH", 10, 0)
    return stream.ljust(4096, b"\0")

put("20-一千字节要四十亿条文字.xls", cfb(book(struct.pack("<HHII", 0xFC, 8, 0xFFFFFFFF, 0xFFFFFFFF))))
put("21-流长四十亿.xls", cfb(book(), size=0xFFFFFFF0))
put("22-扇区自成环.xls", cfb(book(), fat=[0xFFFFFFFD, 0xFFFFFFFE, 3, 2], size=0x7FFFFFFF))
put("23-维度六万五千行.xls", cfb(book(sheet=struct.pack("<HHIIHHH", 0x200, 14, 0, 0xFFFFFFFF, 0, 0xFFFF, 0) + struct.pack("<HHHHHd", 0x203, 14, 0xFFFF, 0xFF, 0, 1.0))))
put("24-重复公式满表.xls", cfb(book(sheet=b"".join(struct.pack("<HHHHHd", 0x203, 14, 0xFFFF - n, 0xFF, 0, 1.0) for n in range(100)))))

# zip
def with_size(data, old, new):
    return data.replace(struct.pack("<I", old), struct.pack("<I", new))
put("30-截断一半.xlsx", good[: len(good) // 2])
put("31-尾部截断.xlsx", good[:-10])
big = package([rows(CELL + " " * 5_000_000)])
inflated = len(rows(CELL + " " * 5_000_000)) + len(f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">'.encode()) + len(b"</worksheet>")
put("32-谎报解压大小.xlsx", with_size(big, inflated, 1000))
def overlapping():
    """Many entries of the directory that share one packed part."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(b" " * (20 << 20)) + body.flush()
    crc = zlib.crc32(b" " * (20 << 20))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), 20 << 20, 5, 0) + b"xl/a1" + packed
    entries = b""
    for n in range(3000):
        name = f"xl/{n:04d}".encode()
        entries += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(packed), 20 << 20, len(name), 0, 0, 0, 0, 0, 0) + name
    return local + entries + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 3000, 3000, len(entries), len(local), 0)
put("33-条目重叠.xlsx", overlapping())
many_parts = io.BytesIO()
with zipfile.ZipFile(many_parts, "w") as z:
    z.writestr("xl/workbook.xml", "<workbook/>")
    for n in range(60_000):
        z.writestr(f"xl/{n}", "")
put("34-六万个部件.xlsx", many_parts.getvalue())
put("35-五百一十三张表.xlsx", package([rows(CELL)] * 513))
nested = good
for n in range(6):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(f"{n}.zip" if n else "台账.xlsx", nested)
    nested = buffer.getvalue()
put("36-层层压缩.zip", nested)
escape = io.BytesIO()
with zipfile.ZipFile(escape, "w") as z:
    z.writestr("../../../tmp/逃逸.xlsx", good)
    z.writestr("C:\\Windows\\逃逸.xlsx", good)
put("37-路径逃逸.zip", escape.getvalue())
twice = io.BytesIO()
with zipfile.ZipFile(twice, "w") as z:
    for n in range(2):
        z.writestr("台账.xlsx", good)
put("38-同名成员.zip", twice.getvalue())
picture = [("xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships><Relationship Id="rId1" Type="{REL}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'),
           ("xl/drawings/_rels/drawing1.xml.rels", f'<Relationships><Relationship Id="rId1" Type="{REL}/image" Target="../media/image1.png"/></Relationships>'),
           ("xl/drawings/drawing1.xml", "<xdr:wsDr>" + '<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>4294967295</xdr:row></xdr:from><a:blip r:embed="rId1"/></xdr:twoCellAnchor>' * 100_000 + "</xdr:wsDr>"),
           ("xl/media/image1.png", b"\x89PNG" + b"\0" * (30 << 20))]
put("39-十万个图片锚点.xlsx", package([rows(CELL)], more=picture))
put("40-外部链接与宏.xlsm", package([rows('<row r="1"><c r="A1"><f>[1]x!A1+cmd|\' /c calc\'!A0</f><v>1</v></c></row>')], more=[("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0")]))
def bin_record(kind, length):
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size = b""
    for _ in range(4):
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size
xlsb = io.BytesIO()
with zipfile.ZipFile(xlsb, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("[Content_Types].xml", TYPES)
    z.writestr("_rels/.rels", ROOT.replace("workbook.xml", "workbook.bin"))
    z.writestr("xl/workbook.bin", bin_record(156, 0x0FFFFFFF) + b"\xFF" * 64)
put("41-记录长两亿.xlsb", xlsb.getvalue())
put("42-空文件.xlsx", b"")
put("43-全零.xlsx", b"\0" * 100_000)
put("~$44-锁定文件.xlsx", b"\x05user" + b"\0" * 160)
put("45-公文.xlsx", b"%PDF-1.7\n" + b"x" * 1000)
print(len(os.listdir(out)), "files in", out)
