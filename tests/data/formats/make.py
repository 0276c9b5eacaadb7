"""Writes ledger.* of this folder and the files of ../encrypted that an office program can write, all with the content of ledger.tsv.

Run with the Python that LibreOffice is made for:  python3 make.py
LibreOffice does the writing through its UNO interface; nothing here knows the program that is tested."""

import datetime
import os
import subprocess
import time

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.util import Date

HERE = os.path.dirname(os.path.abspath(__file__))
ENCRYPTED = os.path.join(HERE, "..", "encrypted")
PASSWORD = "支部2017"


def properties(**given):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in given.items())


def url(folder, name):
    return uno.systemPathToFileUrl(os.path.normpath(os.path.join(folder, name)))


def desktop():
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--accept=socket,host=127.0.0.1,port=2917;urp;", "-env:UserInstallation=file:///tmp/lo-formats"]
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve("uno:socket,host=127.0.0.1,port=2917;urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.5)
    raise SystemExit("no office")


def fill(doc, epoch):
    """The content; `epoch` is the day that the document counts from."""
    if epoch == 1904:
        doc.NullDate = Date(1, 1, 1904)
    formats = doc.NumberFormats
    locale = doc.CharLocale

    def format(code):
        key = formats.queryKey(code, locale, False)
        return formats.addNew(code, locale) if key == -1 else key

    day, clock = format("YYYY-MM-DD"), format("HH:MM")
    sheet = doc.Sheets.getByIndex(0)
    sheet.Name = "台账"
    with open(os.path.join(HERE, "ledger.tsv"), encoding="utf-8") as source:
        for r, line in enumerate(source.read().splitlines()):
            for c, word in enumerate(line.split("\t")):
                cell = sheet.getCellByPosition(c, r)
                kind, _, rest = word.partition(":")
                if kind == "d":
                    # An unambiguous formula would stay one; the serial is counted here.
                    start = datetime.date(1904, 1, 1) if epoch == 1904 else datetime.date(1899, 12, 30)
                    cell.Value = (datetime.date.fromisoformat(rest) - start).days
                    cell.NumberFormat = day
                elif kind == "t":
                    hours, minutes = rest.split(":")
                    cell.Value = (int(hours) * 60 + int(minutes)) / 1440
                    cell.NumberFormat = clock
                elif kind == "n":
                    cell.Value = float(rest)
                else:
                    cell.String = word.replace("\\n", "\n")


def main():
    office, desk = desktop()
    try:
        for epoch, suffix in ((1900, ""), (1904, "1904")):
            doc = desk.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
            fill(doc, epoch)

            def store(folder, name, filter, **more):
                try:
                    doc.storeToURL(url(folder, name), properties(FilterName=filter, Overwrite=True, **more))
                except Exception as error:
                    print("not written:", name, str(error).splitlines()[0])

            store(HERE, f"ledger{suffix}.xls", "MS Excel 97")
            store(HERE, f"ledger{suffix}.xlsx", "Calc MS Excel 2007 XML")
            store(HERE, f"ledger{suffix}.ods", "calc8")
            if epoch == 1900:
                store(HERE, "ledger.fods", "OpenDocument Spreadsheet Flat XML")
                store(HERE, "ledger.html", "HTML (StarCalc)")
                store(HERE, "ledger.xml", "MS Excel 2003 XML")
                # separator, quote, character set (GB 18030), first line, cells as shown
                store(HERE, "ledger-gb18030.csv", "Text - txt - csv (StarCalc)", FilterOptions="44,34,85,1,,0,false,true")
                store(ENCRYPTED, "lo-rc4.xls", "MS Excel 97", Password=PASSWORD)
                secret = (NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", PASSWORD))
                data = uno.Any("[]com.sun.star.beans.NamedValue", secret)
                store(ENCRYPTED, "lo.xlsx", "Calc MS Excel 2007 XML", EncryptionData=data)
                store(ENCRYPTED, "lo-aes.ods", "calc8", Password=PASSWORD)
            doc.close(True)
    finally:
        try:
            desk.terminate()
        except Exception:
            pass
        office.wait(30)


main()
