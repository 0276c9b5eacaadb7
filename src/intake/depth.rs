//! How deep elements lie within elements, found out without keeping them: an XML reader remembers every element that is open, and a part that
//! opens millions of them packs to nothing.

/// Where in the markup the scan is.
#[derive(Clone, Copy)]
enum At {
    Text,
    /// After `<`.
    Open,
    /// In a start tag; whether the last byte was `/`.
    Start(bool),
    End,
    /// After `<!`, so many bytes of `--` or `[CDATA[` in.
    Bang(usize, bool),
    /// In a comment or character data: bytes of its end seen (`-->`, `]]>`).
    Inert(u8, u8),
    /// `<?`, `<!DOCTYPE`.
    Other,
}

const CDATA: &[u8] = b"[CDATA[";

/// A scan that takes the text piece by piece.
pub(super) struct Depth {
    at: At,
    depth: usize,
    most: usize,
}

impl Depth {
    /// A scan that minds more than `most` levels.
    pub(super) fn new(most: usize) -> Self {
        Depth { at: At::Text, depth: 0, most }
    }

    /// Takes a piece; false once it is too deep. Well-formed markup is counted exactly, other roughly.
    pub(super) fn take(&mut self, mut piece: &[u8]) -> bool {
        while let Some((byte, rest)) = piece.split_first() {
            if matches!(self.at, At::Text) {
                let Some(tag) = piece.iter().position(|b| *b == b'<') else { return true };
                self.at = At::Open;
                piece = &piece[tag + 1..];
                continue;
            }
            self.at = self.step(*byte);
            if self.depth > self.most {
                return false;
            }
            piece = rest;
        }
        true
    }

    fn step(&mut self, byte: u8) -> At {
        match (self.at, byte) {
            (At::Open, b'/') => At::End,
            (At::Open, b'!') => At::Bang(0, false),
            (At::Open, b'?') => At::Other,
            (At::Open, _) => {
                self.depth += 1;
                At::Start(false)
            }
            (At::Start(slash), b'>') => {
                self.depth -= usize::from(slash && self.depth > 0);
                At::Text
            }
            (At::Start(_), byte) => At::Start(byte == b'/'),
            (At::End, b'>') => {
                self.depth = self.depth.saturating_sub(1);
                At::Text
            }
            (At::Bang(0, _), b'-') => At::Bang(1, true),
            (At::Bang(1, true), b'-') => At::Inert(b'-', 0),
            (At::Bang(seen, false), byte) if CDATA[seen] == byte => {
                if seen + 1 == CDATA.len() {
                    At::Inert(b']', 0)
                } else {
                    At::Bang(seen + 1, false)
                }
            }
            (At::Inert(mark, 2), b'>') if mark != 0 => At::Text,
            (At::Inert(mark, seen), byte) => At::Inert(mark, if byte == mark { (seen + 1).min(2) } else { 0 }),
            (At::Bang(..) | At::Other, b'>') => At::Text,
            (At::Bang(..), _) => At::Other,
            (here, _) => here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deepest(text: &str) -> usize {
        (0..)
            .find(|most| {
                text.as_bytes()
                    .chunks(3)
                    .collect::<Vec<_>>()
                    .iter()
                    .fold((Depth::new(*most), true), |(mut scan, fine), piece| {
                        let fine = scan.take(piece) && fine;
                        (scan, fine)
                    })
                    .1
            })
            .unwrap()
    }

    #[test]
    fn levels_are_counted_and_what_is_no_element_is_not() {
        assert_eq!(deepest("<a><b x='1'/><b><c></c></b></a>"), 3);
        assert_eq!(deepest("<?xml version='1.0'?><!DOCTYPE a><a><!-- <b><c> -- > --><b/></a>"), 2);
        assert_eq!(deepest("<a><![CDATA[<br><br>]]]]><b/></a><a></a>"), 2);
        assert_eq!(deepest("1 < 2 text"), 1);
        assert_eq!(deepest(&"<a>".repeat(500)), 500);
    }
}
