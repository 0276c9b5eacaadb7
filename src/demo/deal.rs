//! Where faults go: some branches are models of order, most have a lapse or two, a few are sloppy. A branch-month takes at most one fault of
//! a kind of matter, and a fault of structure (no row, a conflict, a rejected row …) excludes all others, so that the consequences of
//! each stay readable.

use std::collections::BTreeMap;

use crate::model::time::Month;

use super::activities::World;
use super::dice::Dice;
use super::org::Medium;

/// What a fault touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Matter {
    Structure = 1,
    Day = 2,
    Counts = 4,
    Items = 8,
    Report = 16,
    Fields = 32,
    Records = 64,
    Length = 128,
    Theme = 256,
    Text = 512,
}

/// The deck.
pub(super) struct Deal<'a> {
    pub world: &'a mut World,
    pub dice: Dice,
    taken: BTreeMap<(usize, usize), u16>,
    sloppy: Vec<usize>,
    ordinary: Vec<usize>,
    pub months: Vec<Month>,
}

impl<'a> Deal<'a> {
    /// Sorts the branches into models, ordinary and sloppy ones.
    pub fn new(world: &'a mut World, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 3);
        let mut order: Vec<usize> = (0..world.branches.len()).collect();
        dice.shuffle(&mut order);
        let n = order.len();
        let sloppy = order[..n.div_ceil(10)].to_vec();
        let ordinary = order[..(n * 65).div_ceil(100)].to_vec();
        let months = world.period.months().collect();
        Deal { world, dice, taken: BTreeMap::new(), sloppy, ordinary, months }
    }

    /// How many of `cells` at `permille`: at least two in a workspace of some size, else by chance.
    fn count(&mut self, permille: u32, cells: usize) -> usize {
        let exact = cells as u64 * u64::from(permille);
        let whole = (exact / 1000) as usize + usize::from(self.dice.permille((exact % 1000) as u32));
        if cells >= 600 { whole.max(2) } else { whole }
    }

    /// Draws branch-months for a fault. Only regular activities of branches that exist the whole month are taken; `good` narrows further.
    pub fn cells(&mut self, permille: u32, matter: Matter, good: impl Fn(&World, usize, Month) -> bool) -> Vec<(usize, usize)> {
        let all = self.world.branches.len() * self.months.len();
        let wanted = self.count(permille, all);
        let mut out = Vec::new();
        for _ in 0..wanted * 400 {
            if out.len() == wanted {
                break;
            }
            let pool = if self.dice.permille(450) { &self.sloppy } else { &self.ordinary };
            let b = pool[self.dice.below(pool.len())];
            let m = self.dice.below(self.months.len());
            // Little is planted where nothing is asked: enough to see that it is told of nobody.
            if !self.world.day(b, self.months[m]).in_force && !self.dice.permille(80) {
                continue;
            }
            if self.free(b, m, matter) && good(self.world, b, self.months[m]) {
                self.take(b, m, matter);
                out.push((b, m));
            }
        }
        out
    }

    /// Is the branch-month a regular one that still takes a fault of this matter?
    pub fn free(&self, b: usize, m: usize, matter: Matter) -> bool {
        let mask = self.taken.get(&(b, m)).copied().unwrap_or(0);
        let clash = if matter == Matter::Structure { mask != 0 } else { mask & (Matter::Structure as u16 | matter as u16) != 0 };
        !clash && self.world.regular[b][m].is_some() && self.world.branches[b].whole_month(self.months[m])
    }

    /// Marks it.
    pub fn take(&mut self, b: usize, m: usize, matter: Matter) {
        *self.taken.entry((b, m)).or_insert(0) |= matter as u16;
    }

    /// Draws branches (sloppy or ordinary ones).
    pub fn branches(&mut self, permille: u32, good: impl Fn(&World, usize) -> bool) -> Vec<usize> {
        let pool: Vec<usize> = self.ordinary.iter().copied().filter(|b| good(self.world, *b)).collect();
        let wanted = self.world.branches.len() as u64 * u64::from(permille);
        let mut wanted = (wanted / 1000) as usize + usize::from(self.dice.permille((wanted % 1000) as u32));
        if self.world.branches.len() >= 50 {
            wanted = wanted.max(2);
        }
        self.take_of(pool, wanted)
    }

    /// Draws branches, at least one where there is any.
    pub fn some_branches(&mut self, permille: u32, good: impl Fn(&World, usize) -> bool) -> Vec<usize> {
        let pool: Vec<usize> = self.ordinary.iter().copied().filter(|b| good(self.world, *b)).collect();
        let wanted = self.world.branches.len() * permille as usize / 1000;
        self.take_of(pool, wanted.max(1))
    }

    fn take_of(&mut self, mut pool: Vec<usize>, wanted: usize) -> Vec<usize> {
        self.dice.shuffle(&mut pool);
        pool.truncate(wanted);
        pool
    }

    /// The regular entry of a branch-month that is free (checked by `free`).
    pub fn entry(&self, b: usize, m: usize) -> usize {
        self.world.regular[b][m].unwrap_or_default()
    }

    /// Rows in a table, not on a form.
    pub fn tabular(world: &World, b: usize) -> bool {
        world.branches[b].medium != Medium::Form
    }
}
