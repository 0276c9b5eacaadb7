//! Words that are looked for in thousands of texts: what a search makes of its word first is made once and kept with it.

use memchr::memmem::Finder;
use serde::{Deserialize, Deserializer};

/// A word to be found, never empty.
#[derive(Clone, Debug)]
pub struct Needle {
    word: Box<str>,
    finder: Finder<'static>,
}

impl Needle {
    /// Of a word.
    pub fn new(word: &str) -> Self {
        Needle { word: word.into(), finder: Finder::new(word.as_bytes()).into_owned() }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.word
    }

    /// Where it stands in a text, in bytes. Of places that overlap the first counts.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.finder.find_iter(text.as_bytes())
    }
}

impl<'de> Deserialize<'de> for Needle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Needle::new(&word))
    }
}
