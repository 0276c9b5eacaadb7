//! Pictures come out with their cells and digests, whatever holds them.

use rust_xlsxwriter::{Image, Workbook};

use super::*;
use crate::model::book::RawPicture;

/// A picture as far as anybody looks into it: a head, and bytes that make it unlike others.
pub fn png(seed: u8, bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0\0\0\0\0".to_vec();
    png.extend((bytes as u32).to_be_bytes());
    png.extend(b"IDAT");
    png.extend((0..bytes).map(|n| (n as u8).wrapping_mul(31).wrapping_add(seed)));
    png.extend(b"\0\0\0\0\0\0\0\0IEND\xaeB`\x82");
    png
}

fn image(seed: u8) -> Image {
    Image::new_from_buffer(&png(seed, 20_000)).unwrap()
}

fn corners(picture: &RawPicture) -> (CellRef, CellRef) {
    (picture.from, picture.to)
}

#[test]
fn drawings_of_an_xlsx() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "甲").unwrap();
    sheet.insert_image(4, 2, &image(1)).unwrap();
    sheet.insert_image(9, 0, &image(2)).unwrap();
    book.add_worksheet().insert_image(0, 0, &image(1)).unwrap();
    let sheets = good("甲.xlsx", &book.save_to_buffer().unwrap());
    let [a, b] = &sheets[0].pictures[..] else { panic!("{:?}", sheets[0].pictures) };
    assert_eq!(corners(a), (CellRef::new(4, 2), CellRef::new(7, 3)));
    assert_eq!(b.from, CellRef::new(9, 0));
    assert_ne!(a.print, b.print);
    assert_eq!(a.bytes, png(1, 20_000).len() as u64);
    assert_eq!(sheets[1].pictures[0].print, a.print);
    let digest: String = a.print.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(digest, crate::intake::source::digest(&png(1, 20_000)));
}

#[test]
fn pictures_that_cells_show() {
    let rows = r#"<row r="2"><c r="B2" t="str"><f>_xlfn.DISPIMG("ID_7F",1)</f><v>=DISPIMG("ID_7F",1)</v></c><c r="C2" t="str"><v>=DISPIMG("ID_none",1)</v></c></row>"#;
    let images = r#"<etc:cellImages xmlns:etc="e" xmlns:xdr="x" xmlns:a="a" xmlns:r="r"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_7F"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>"#;
    let rels = r#"<Relationships><Relationship Id="rId1" Type="http://x/image" Target="media/image1.png"/></Relationships>"#;
    let plain = xlsx_of(rows, None);
    let picture = png(3, 100);
    let bytes = with_parts(
        &plain,
        &[("xl/cellimages.xml", images.as_bytes()), ("xl/_rels/cellimages.xml.rels", rels.as_bytes()), ("xl/media/image1.png", &picture)],
    );
    let sheets = good("甲.et", &bytes);
    assert_eq!(sheets[0].pictures.iter().map(corners).collect::<Vec<_>>(), [(CellRef::new(1, 1), CellRef::new(1, 1))]);
}

#[test]
fn pictures_of_an_open_document() {
    let content = r#"<x><table:table table:name="a"><table:shapes><draw:frame><draw:image xlink:href="Pictures/2.png"/></draw:frame></table:shapes>
        <table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell><draw:frame><draw:image xlink:href="Pictures/1.png"><text:p/></draw:image></draw:frame></table:table-cell></table:table-row></table:table></x>"#;
    let (one, two) = (png(1, 50), png(2, 50));
    let bytes = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("Pictures/1.png", &one),
        ("Pictures/2.png", &two),
    ]);
    let sheets = good("甲.ods", &bytes);
    assert_eq!(sheets[0].pictures.iter().map(|p| p.from).collect::<Vec<_>>(), [CellRef::new(0, 0), CellRef::new(0, 1)]);
    assert_eq!(sheets[0].cells.len(), 1);
}

#[test]
fn pictures_past_the_limits_are_left_out() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for n in 0..4 {
        sheet.insert_image(n, 0, &image(n as u8)).unwrap();
    }
    let dir = folder(&[("甲.xlsx", &book.save_to_buffer().unwrap())]);
    let count = |limits: &Limits| {
        let loaded = read(&find(dir.path()).inputs[0], limits, &Passwords::default());
        assert!(!loaded.unreadable);
        loaded.book.sheets[0].pictures.len()
    };
    assert_eq!(count(&Limits::default()), 4);
    assert_eq!(count(&Limits { pictures: 3, ..Limits::default() }), 3);
    assert_eq!(count(&Limits { picture_bytes: 45_000, ..Limits::default() }), 2);
}

/// A package with further parts.
fn with_parts(package: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for ix in 0..from.len() {
        let mut part = from.by_index(ix).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        parts.push((part.name().unwrap().into_owned(), bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), &b[..])).chain(more.iter().copied()).collect();
    zipped(&parts)
}
