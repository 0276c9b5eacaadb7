//! Photographs in the records: most activities show none, a few their own, and some the photograph of another branch or of another month.

use std::collections::BTreeMap;

use super::activities::World;
use super::dice::Dice;

/// Width and height of a photograph in dots; three bytes a dot make it larger than what is passed over as a seal.
const SIDE: u32 = 80;

/// Gives photographs to some entries: the entry's number → the photograph's.
pub(super) fn plant(world: &mut World, seed: u64) {
    let mut dice = Dice::new(seed, 12);
    let counting: Vec<usize> = (0..world.entries.len()).filter(|n| world.entries[*n].counts()).collect();
    if counting.len() < 8 {
        return;
    }
    let mut photos = BTreeMap::new();
    let sets = (counting.len() / 60).clamp(3, 12);
    for set in 0..sets as u64 * 2 {
        let first = *dice.pick(&counting);
        let second = *dice.pick(&counting);
        let of = |n: usize| (world.entries[n].branch, world.entries[n].month);
        if of(first) == of(second) || photos.contains_key(&first) || photos.contains_key(&second) {
            continue;
        }
        photos.insert(first, set);
        // Every other one is somebody's own.
        if set % 2 == 0 {
            photos.insert(second, set);
        }
    }
    world.photos = photos;
}

/// A photograph as a bitmap: a gradient of its own, which packs well.
pub(super) fn bitmap(number: u64) -> Vec<u8> {
    let size = SIDE * SIDE * 3;
    let mut out = b"BM".to_vec();
    out.extend((54 + size).to_le_bytes());
    out.extend([0; 4]);
    out.extend(54u32.to_le_bytes());
    out.extend(40u32.to_le_bytes());
    out.extend(SIDE.to_le_bytes());
    out.extend(SIDE.to_le_bytes());
    out.extend([1, 0, 24, 0]);
    out.extend([0; 4]);
    out.extend(size.to_le_bytes());
    out.extend([0; 16]);
    for y in 0..SIDE {
        for x in 0..SIDE {
            out.extend([(x * 3) as u8, (y * 3) as u8, (number * 53 + 40) as u8]);
        }
    }
    out
}
