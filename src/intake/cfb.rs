//! The container of the old office formats (Compound File Binary), walked with every chain bounded by the size of the file: crafted chains
//! run in circles, and then this ends with a fault and not with all memory gone. Lenient where writers are sloppy.

use super::fault::Fault;

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Ids from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
const HEADER_DIFAT: usize = 109;
const ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;
/// Streams below this size live in the mini stream.
const MINI_CUTOFF: u64 = 4096;

/// A parsed container.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
    storage: bool,
    /// Entries beside it in its storage, and the first one in it.
    beside: [u32; 2],
    child: u32,
    /// Lies in a storage: a part of an embedded object, say.
    nested: bool,
}

/// Type of an entry that is a folder within the file.
const STORAGE: u8 = 1;

fn broken() -> Fault {
    Fault::damaged("文件结构不完整")
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Fault> {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes).ok_or_else(broken)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes).ok_or_else(broken)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b))
}

impl<'b> Compound<'b> {
    pub(super) fn parse(bytes: &'b [u8]) -> Result<Self, Fault> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return Err(broken()),
        };
        let mut file = Compound { bytes, sector, fat: Vec::new(), mini_fat: Vec::new(), mini_stream: Vec::new(), entries: Vec::new() };
        file.fat = file.read_fat()?;
        let directory = file.chain(u32_at(bytes, 48)?, u64::MAX)?;
        file.entries = directory.as_chunks::<ENTRY>().0.iter().map(|raw| entry(raw, sector)).collect::<Result<_, _>>()?;
        if file.entries.is_empty() {
            return Err(broken());
        }
        mark_nested(&mut file.entries);
        let mini_start = u32_at(bytes, 60)?;
        if mini_start < FIRST_MARK
            && let Some(root) = file.entries.first()
        {
            let (start, size) = (root.start, root.size);
            file.mini_fat = words(&file.chain(mini_start, u64::MAX)?).collect();
            file.mini_stream = file.chain(start, size)?;
        }
        Ok(file)
    }

    /// A stream of the document itself: a workbook that is embedded in a letter, or in another workbook, does not count.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A stream or storage of that name in whatever storage.
    pub(super) fn has_anywhere(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.name.eq_ignore_ascii_case(name))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| !e.nested && e.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; shorter than promised where its chain ends early.
    pub(super) fn stream(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let entry = self.find(name).ok_or_else(broken)?;
        if entry.size >= MINI_CUTOFF || self.mini_stream.is_empty() {
            return self.chain(entry.start, entry.size);
        }
        let mut bytes = Vec::new();
        let mut id = entry.start;
        let mut steps = 0;
        while id < FIRST_MARK && (bytes.len() as u64) < entry.size {
            let at = id as usize * MINI_SECTOR;
            let Some(piece) = self.mini_stream.get(at..(at + MINI_SECTOR).min(self.mini_stream.len())) else { break };
            bytes.extend_from_slice(piece);
            steps += 1;
            if steps > self.mini_fat.len() {
                return Err(broken());
            }
            id = self.mini_fat.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        bytes.truncate(entry.size as usize);
        Ok(bytes)
    }

    /// Sectors of the file, the header not counted.
    fn sectors(&self) -> usize {
        self.bytes.len().div_ceil(self.sector)
    }

    fn sector_bytes(&self, id: u32) -> Option<&'b [u8]> {
        let at = (id as usize + 1).checked_mul(self.sector)?;
        self.bytes.get(at..(at + self.sector).min(self.bytes.len())).filter(|b| !b.is_empty())
    }

    fn read_fat(&self) -> Result<Vec<u32>, Fault> {
        let mut ids: Vec<u32> = words(self.bytes.get(76..76 + HEADER_DIFAT * 4).ok_or_else(broken)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut steps = 0;
        while next < FIRST_MARK {
            let Some(sector) = self.sector_bytes(next) else { break };
            let mut more: Vec<u32> = words(sector).collect();
            next = more.pop().unwrap_or(END_OF_CHAIN);
            ids.extend(more);
            steps += 1;
            if steps > self.sectors() {
                return Err(broken());
            }
        }
        ids.retain(|id| *id < FIRST_MARK);
        if ids.len() > self.sectors() {
            return Err(broken());
        }
        Ok(ids.iter().filter_map(|id| self.sector_bytes(*id)).flat_map(words).collect())
    }

    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let mut id = start;
        let mut steps = 0;
        while id < FIRST_MARK && (bytes.len() as u64) < size {
            let Some(sector) = self.sector_bytes(id) else { break };
            bytes.extend_from_slice(sector);
            steps += 1;
            if steps > self.sectors() {
                return Err(broken());
            }
            id = self.fat.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(bytes)
    }
}

fn entry(raw: &[u8; ENTRY], sector: usize) -> Result<Entry, Fault> {
    let units: Vec<u16> = raw[..64].as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).take_while(|u| *u != 0).collect();
    let low = u64::from(u32_at(raw, 120)?);
    // Only containers with large sectors use the upper half; others leave rubbish in it.
    let size = if sector == 512 { low } else { low | (u64::from(u32_at(raw, 124)?) << 32) };
    Ok(Entry {
        name: String::from_utf16_lossy(&units),
        start: u32_at(raw, 116)?,
        size,
        storage: raw[66] == STORAGE,
        beside: [u32_at(raw, 68)?, u32_at(raw, 72)?],
        child: u32_at(raw, 76)?,
        nested: false,
    })
}

/// Marks what lies in a storage. Entries that no tree holds, as sloppy writers leave them, stay at the top.
fn mark_nested(entries: &mut [Entry]) {
    let mut pending: Vec<u32> = entries.iter().filter(|e| e.storage).map(|e| e.child).collect();
    while let Some(id) = pending.pop() {
        // The first entry is the root, which lies in nothing.
        if let Some(entry) = entries.get_mut(id as usize).filter(|e| id != 0 && !e.nested) {
            entry.nested = true;
            pending.extend(entry.beside);
        }
    }
}

/// A container with the given streams, as small as can be (tests build their inputs with it).
#[cfg(test)]
pub(super) fn build(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body: Vec<u8> = Vec::new();
    let mut fat: Vec<u32> = vec![0xFFFF_FFFD, END_OF_CHAIN];
    let directory_at = 1_u32;
    let mut directory: Vec<u8> = Vec::new();
    let mut add = |name: &str, kind: u8, start: u32, size: u64| {
        let mut raw = [0_u8; ENTRY];
        for (at, unit) in name.encode_utf16().enumerate() {
            raw[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        raw[64] = (name.len() * 2 + 2) as u8;
        raw[66] = kind;
        raw[116..120].copy_from_slice(&start.to_le_bytes());
        raw[120..128].copy_from_slice(&size.to_le_bytes());
        directory.extend_from_slice(&raw);
    };
    add("Root Entry", 5, END_OF_CHAIN, 0);
    for (name, content) in streams {
        let padded = content.len().max(MINI_CUTOFF as usize).div_ceil(512) * 512;
        let first = fat.len() as u32;
        add(name, 2, first, padded as u64);
        let sectors = (padded / 512) as u32;
        fat.extend((1..sectors).map(|n| first + n));
        fat.push(END_OF_CHAIN);
        body.extend_from_slice(content);
        body.resize(body.len() + padded - content.len(), 0);
    }
    assert!(streams.len() < 4 && fat.len() <= 128, "one directory sector, one FAT sector");
    directory.resize(512, 0);
    fat.resize(128, 0xFFFF_FFFF);
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[26] = 3;
    header[30] = 9;
    header[32] = 6;
    header[44] = 1;
    header[48..52].copy_from_slice(&directory_at.to_le_bytes());
    header[60..64].copy_from_slice(&END_OF_CHAIN.to_le_bytes());
    header[68..72].copy_from_slice(&END_OF_CHAIN.to_le_bytes());
    header[76..].fill(0xFF);
    header[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let fat: Vec<u8> = fat.iter().flat_map(|id| id.to_le_bytes()).collect();
    [header, fat, directory, body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_come_back_and_circles_end() {
        let content: Vec<u8> = (0..9000_u32).map(|i| i as u8).collect();
        let mut file = build(&[("Workbook", &content)]);
        let parsed = Compound::parse(&file).unwrap();
        assert!(parsed.has("workbook") && !parsed.has("Book"));
        assert_eq!(parsed.stream("Workbook").unwrap()[..9000], content);
        // The stream's second sector points back at its first.
        file[512 + 3 * 4..512 + 4 * 4].copy_from_slice(&2_u32.to_le_bytes());
        file[1024 + 128 + 120..1024 + 128 + 124].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Compound::parse(&file).unwrap().stream("Workbook").is_err());
        assert!(Compound::parse(&file[..40]).is_err());
    }

    #[test]
    fn streams_of_embedded_objects_are_not_those_of_the_document() {
        let (inner, outer) = ([1_u8; 5000], [2_u8; 5000]);
        let mut file = build(&[("MBD0001", b""), ("Workbook", &inner), ("Book", &outer)]);
        let entry = |number: usize| 1024 + number * ENTRY;
        file[entry(1) + 66] = STORAGE;
        file[entry(1) + 76..entry(1) + 80].copy_from_slice(&2_u32.to_le_bytes());
        let parsed = Compound::parse(&file).unwrap();
        assert!(!parsed.has("Workbook") && parsed.has_anywhere("Workbook"));
        assert_eq!(parsed.stream("Book").unwrap()[..5000], outer);
    }
}
