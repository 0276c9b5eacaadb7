//! Texts of many letters that every row has and hardly anybody reads: kept as they are, or packed, many to a block. A province hands in a million
//! records of activities; their texts alone would fill the memory that an office computer has to spare.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use arcstr::ArcStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text of a block before packing: large enough to pack well, small enough to unpack for the sake of one row.
const BLOCK: usize = 32 << 10;
/// Shorter ones are not worth it.
const SHORTEST: usize = 48;
/// Unpacked blocks that a thread keeps at hand. Twelve monthly ledgers are read side by side when a year is looked at branch by branch.
const AT_HAND: usize = 24;
/// Of zstd.
const LEVEL: i32 = 1;

/// A text that may lie packed.
#[derive(Clone)]
pub struct LongText(Kept);

#[derive(Clone)]
enum Kept {
    Plain(ArcStr),
    Packed { block: Arc<Block>, from: u32, to: u32 },
}

/// Texts one after another, compressed.
struct Block {
    packed: Box<[u8]>,
    length: usize,
}

thread_local! {
    /// Last used first.
    static OPEN: RefCell<Vec<(Arc<Block>, String)>> = const { RefCell::new(Vec::new()) };
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = RefCell::new(zstd::bulk::Decompressor::new().ok());
}

impl LongText {
    /// The text.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Kept::Plain(text) => Cow::Borrowed(text),
            Kept::Packed { block, from, to } => Cow::Owned(block.with(|all| all[*from as usize..*to as usize].to_string())),
        }
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Plain(text) => text.len(),
            Kept::Packed { from, to, .. } => (to - from) as usize,
        }
    }

    /// Is nothing written?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Packs texts in their order, so that they are best read in that order too. What is short, or is shared by several rows and so weighs little,
    /// stays as it is.
    pub fn pack<'t>(texts: impl IntoIterator<Item = &'t mut LongText>) {
        let mut all = String::with_capacity(BLOCK);
        let mut waiting: Vec<(&mut LongText, u32)> = Vec::new();
        for text in texts {
            let worth = match &text.0 {
                Kept::Plain(plain) => plain.len() >= SHORTEST && ArcStr::strong_count(plain) == Some(1),
                Kept::Packed { .. } => true,
            };
            if !worth {
                continue;
            }
            if all.len() + text.len() > BLOCK {
                close(&mut all, &mut waiting);
            }
            let from = all.len() as u32;
            all.push_str(&text.text());
            waiting.push((text, from));
        }
        close(&mut all, &mut waiting);
    }

    /// Do these texts, read in this order, lie all over the blocks that hold them?
    pub fn are_scattered<'t>(texts: impl IntoIterator<Item = &'t LongText>) -> bool {
        let (mut turns, mut bytes) = (0, 0);
        let mut last: Option<&Arc<Block>> = None;
        for text in texts {
            if let Kept::Packed { block, from, to } = &text.0 {
                turns += usize::from(!last.is_some_and(|last| Arc::ptr_eq(last, block)));
                bytes += (to - from) as usize;
                last = Some(block);
            }
        }
        turns > 16 + 4 * bytes.div_ceil(BLOCK)
    }
}

/// Bytes compressed, quickly rather than well; by what the thread has at hand, as making it anew takes longer than a small text.
pub fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(bytes).ok())
}

/// Makes a block of what is waiting.
fn close(all: &mut String, waiting: &mut Vec<(&mut LongText, u32)>) {
    if waiting.is_empty() {
        return;
    }
    // what cannot be packed stays as it is
    if let Some(packed) = packed(all.as_bytes()) {
        let block = Arc::new(Block { packed: packed.into(), length: all.len() });
        for (text, from) in waiting.drain(..) {
            let to = from + text.len() as u32;
            text.0 = Kept::Packed { block: block.clone(), from, to };
        }
    }
    waiting.clear();
    all.clear();
}

impl Block {
    /// The block's texts, unpacked now or a short while ago.
    fn with<T>(self: &Arc<Self>, read: impl FnOnce(&str) -> T) -> T {
        OPEN.with_borrow_mut(|open| {
            match open.iter().position(|(block, _)| Arc::ptr_eq(block, self)) {
                Some(at) => open[..=at].rotate_right(1),
                None => {
                    open.truncate(AT_HAND - 1);
                    open.insert(0, (self.clone(), self.unpacked()));
                }
            }
            read(&open[0].1)
        })
    }

    fn unpacked(&self) -> String {
        let bytes = UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(&self.packed, self.length).ok());
        // We packed it ourselves, and nobody has touched it since.
        let text = bytes.as_deref().and_then(|bytes| simdutf8::basic::from_utf8(bytes).ok()).map(str::to_string);
        text.unwrap_or_else(|| unreachable!("a block unpacks to what was packed"))
    }
}

impl Default for LongText {
    fn default() -> Self {
        LongText(Kept::Plain(ArcStr::new()))
    }
}

impl From<ArcStr> for LongText {
    fn from(text: ArcStr) -> Self {
        LongText(Kept::Plain(text))
    }
}

impl From<&str> for LongText {
    fn from(text: &str) -> Self {
        LongText(Kept::Plain(text.into()))
    }
}

impl Serialize for LongText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for LongText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        ArcStr::deserialize(from).map(LongText::from)
    }
}

impl<'t> From<&'t LongText> for Cow<'t, str> {
    fn from(text: &'t LongText) -> Self {
        text.text()
    }
}

impl fmt::Debug for LongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("第{n}次活动：{}", "集中学习党章，交纳党费。".repeat(n % 40))).collect()
    }

    #[test]
    fn packed_texts_read_as_before_in_any_order_and_on_any_thread() {
        let want = many(3000);
        let mut texts: Vec<LongText> = want.iter().map(|text| text.as_str().into()).collect();
        LongText::pack(&mut texts);
        let packed = texts.iter().filter(|t| matches!(t.0, Kept::Packed { .. })).count();
        assert_eq!(packed, want.iter().filter(|t| t.len() >= SHORTEST).count());
        let order = |step: usize| (0..want.len()).map(move |n| n * step % 3000);
        std::thread::scope(|scope| {
            for step in [1, 7, 1499] {
                let (texts, want) = (&texts, &want);
                scope.spawn(move || order(step).for_each(|at| assert_eq!(texts[at].text(), want[at])));
            }
        });
        assert!(texts.iter().zip(&want).all(|(text, want)| text.len() == want.len()));
    }

    #[test]
    fn texts_that_lie_all_over_can_be_packed_anew_in_another_order() {
        let want = many(3000);
        let mut texts: Vec<LongText> = want.iter().map(|text| text.as_str().into()).collect();
        LongText::pack(&mut texts);
        assert!(!LongText::are_scattered(&texts));
        let mut mixed: Vec<LongText> = (0..3000).map(|n| texts[n * 1499 % 3000].clone()).collect();
        assert!(LongText::are_scattered(&mixed));
        LongText::pack(&mut mixed);
        assert!(!LongText::are_scattered(&mixed));
        assert!((0..3000).all(|n| mixed[n].text() == want[n * 1499 % 3000]));
    }

    #[test]
    fn short_and_shared_texts_stay_as_they_are() {
        let shared: ArcStr = "学".repeat(100).into();
        let mut texts = [LongText::from("集中学习"), shared.clone().into(), LongText::default()];
        LongText::pack(&mut texts);
        assert!(texts.iter().all(|text| matches!(text.0, Kept::Plain(_))));
        assert!(texts[2].is_empty() && texts[1].text() == *shared);
    }
}
