//! A zip archive with names in GBK and fixed times, written by hand: zip libraries flag names as UTF-8, which is just what old Windows tools do
//! not do. Members are stored, not deflated (workbooks are deflated already).

use encoding_rs::GBK;

/// 1 January 2017, 00:00, in DOS form.
const DATE: u16 = ((2017 - 1980) << 9) | (1 << 5) | 1;

/// The archive.
pub(super) fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut central = Vec::new();
    for (name, bytes) in members {
        let (name, _, _) = GBK.encode(name);
        let offset = out.len() as u32;
        // Version, flags (none: not UTF-8), stored, time, date, crc, sizes, name length, no extra field.
        let mut common = Vec::new();
        for n in [20u16, 0, 0, 0, DATE] {
            common.extend(n.to_le_bytes());
        }
        for n in [crc32(bytes), bytes.len() as u32, bytes.len() as u32] {
            common.extend(n.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.iter());
        out.extend(bytes);
        central.extend(b"PK\x01\x02");
        central.extend(20u16.to_le_bytes());
        central.extend(&common);
        // Comment length, disk, internal and external attributes.
        central.extend([0u8; 10]);
        central.extend(offset.to_le_bytes());
        central.extend(name.iter());
    }
    let (at, size, count) = (out.len() as u32, central.len() as u32, members.len() as u16);
    out.extend(central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// CRC-32 as zip uses it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !bytes.iter().fold(!0u32, |crc, b| TABLE[((crc ^ u32::from(*b)) & 0xFF) as usize] ^ (crc >> 8))
}

const fn table() -> [u32; 256] {
    let mut table = [0u32; 256];
    let mut n = 0;
    while n < 256 {
        let mut c = n as u32;
        let mut k = 0;
        while k < 8 {
            c = if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
            k += 1;
        }
        table[n] = c;
        n += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_opens_and_its_names_are_gbk() {
        let bytes = archive(&[("台账.txt".to_string(), b"abc".to_vec())]);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut member = zip.by_index(0).unwrap();
        assert_eq!(GBK.decode(member.name_raw()).0, "台账.txt");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut member, &mut text).unwrap();
        assert_eq!(text, "abc");
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
