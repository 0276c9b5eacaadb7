//! Every text of the page's data once. Rows name texts by number, so that a county's twenty thousand findings stay small; a budget keeps the
//! file within what an office computer opens without waiting.

use std::collections::HashMap;

/// Bytes of data after which no more rows are taken in.
const BUDGET: usize = 24 << 20;
/// Characters of a text; the rest stands in the ledger.
const LONGEST: usize = 400;

/// The texts, in order of first use.
pub(super) struct Pool {
    /// For look-ups alone: its order never reaches the page.
    known: HashMap<String, u32>,
    texts: Vec<String>,
    bytes: usize,
    budget: usize,
}

impl Pool {
    /// With the empty text as number 0.
    pub fn new() -> Self {
        Self::within(BUDGET)
    }

    /// With a budget of its own.
    pub fn within(budget: usize) -> Self {
        Pool { known: HashMap::from([(String::new(), 0)]), texts: vec![String::new()], bytes: 0, budget }
    }

    /// Number of a text.
    pub fn put(&mut self, text: &str) -> u32 {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let kept: String = match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…（全文见原台账）", &text[..end]),
            None => text.to_string(),
        };
        let at = self.texts.len() as u32;
        self.bytes += kept.len() + 3;
        self.texts.push(kept);
        self.known.insert(text.to_string(), at);
        at
    }

    /// Counts what a row takes beside its texts.
    pub fn charge(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// Nothing more should come in.
    pub fn full(&self) -> bool {
        self.bytes >= self.budget
    }

    /// The texts by number.
    pub fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_a_long_one_is_cut() {
        let mut pool = Pool::within(10);
        assert_eq!((pool.put(""), pool.put("杏山镇"), pool.put("杏山镇")), (0, 1, 1));
        assert!(pool.full());
        let long = "长".repeat(LONGEST + 1);
        let at = pool.put(&long) as usize;
        assert_eq!(pool.put(&long) as usize, at);
        let texts = pool.into_texts();
        assert!(texts[at].ends_with("…（全文见原台账）") && texts[at].chars().count() < LONGEST + 20);
    }
}
