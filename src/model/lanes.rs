//! Short texts looked at many bytes at a time, without a branch for each: cells are looked at by the million, and few of them hold what is looked for.
//! Loops over slices whose length is a multiple of sixteen become instructions for sixteen bytes at once; loops over arrays, or what is left over of a slice,
//! do not.

/// Most bytes that are looked at in one step.
const WIDTH: usize = 64;
/// What the length of each step is a multiple of.
const LANE: usize = 16;

/// Looks at all bytes in steps; the last is filled up with blanks.
#[inline(always)]
pub fn each(bytes: &[u8], mut look: impl FnMut(&[u8])) {
    let (whole, rest) = bytes.as_chunks::<WIDTH>();
    whole.iter().for_each(|step| look(step));
    if !rest.is_empty() {
        let mut last = [b' '; WIDTH];
        last[..rest.len()].copy_from_slice(rest);
        look(&last[..rest.len().next_multiple_of(LANE)]);
    }
}

/// Is any byte such? Never asked of blanks alone.
#[inline(always)]
pub fn any(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    let mut seen = 0;
    each(bytes, |step| seen |= step.iter().fold(0, |seen, b| seen | u8::from(is(*b))));
    seen != 0
}
