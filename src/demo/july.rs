//! The unified activity of 1 July: who holds one, and which activity will do for it.

use chrono::Days;

use super::activities::{World, clean, years};
use super::calendar::july_window;
use super::dice::Dice;
use crate::model::time::Month;

/// Theme of the unified 七一 activity.
pub(super) const JULY_THEME: &str = "庆祝建党节红歌传唱";

/// The unified activity of 1 July: an extra one on a day around it, unless one lies there that will do.
pub(super) fn hold(world: &mut World, dice: &mut Dice) {
    let Some(days) = world.policy.july_first else { return };
    for year in years(world) {
        let Some((from, to)) = july_window(year, days) else { continue };
        let (Some(july), Some(june)) = (Month::new(year, 7), Month::new(year, 6)) else { continue };
        if !world.period.contains(july) || to > world.as_of {
            continue;
        }
        for b in 0..world.branches.len() {
            let there = world.regular_of(b).iter().any(|e| (from..=to).contains(&world.entries[*e].date) && world.serves_july(*e));
            let day = from + Days::new(days + u64::from(dice.range(0, 1)));
            let day = if world.period.contains(june) && dice.permille(300) { from + Days::new(u64::from(dice.range(0, 2))) } else { day };
            let month = Month::of(day);
            if there || !world.branches[b].exists_on(day) || !world.exists(b, month) || !world.period.contains(month) {
                continue;
            }
            let mut entry = clean(world, b, month, day, dice);
            entry.theme = Some(JULY_THEME.to_string());
            entry.content = Some("合唱红色歌曲，表彰优秀党员".to_string());
            world.entries.push(entry);
        }
    }
}

impl World {
    /// "The regular party day in that window serves only if it names 七一 or 建党."
    pub fn serves_july(&self, n: usize) -> bool {
        let entry = &self.entries[n];
        let regular = self.day(entry.branch, Month::of(entry.date)).valid.is_some_and(|valid| valid.contains(&entry.date));
        !regular || entry.shows(&["七一", "建党"])
    }
}
