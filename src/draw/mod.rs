//! The inspection draw. The frame is frozen and digested before a single ticket is looked at, and everything that decided the outcome stands
//! in the draw itself, so that anybody can repeat it with `sha256sum`:
//!
//! - The frame is sorted by unit id. Its digest is SHA-256 over one line for each unit, `unit TAB stratum TAB weight TAB certain TAB resting LF`,
//!   in UTF-8; `unit` is the key of the place, a slash and the branch's 编号 (else folded committee, slash, folded name) or the committee's folded
//!   name, so that no two places share a ticket; `resting` is the months since the unit was last drawn, empty for one that does not rest.
//! - A ticket is SHA-256 over `seed,draw number,unit` (no blank, no line end), in lower-case hex: `printf '%s' '2017-10 抽查,1,chizhou/0012' | sha256sum`.
//! - The smallest tickets of each stratum are drawn. Where the draw is weighted, the ticket's first 52 bits give u = (bits + ½) ÷ 2⁵², and the
//!   smallest −ln(u) ÷ weight are drawn instead.
//!
//! Units that the profile always visits come first and take places of the number to draw; units at rest are taken only when the others do
//! not reach the number that must be drawn.

mod frame;
mod quota;
mod seed;
mod select;
mod ticket;
mod verify;

pub use frame::{branch_unit, committee_unit};
pub use seed::check as check_seed;
pub use ticket::{digest, ticket};
pub use verify::{read, verify};

use crate::model::assessment::Judgement;
use crate::model::corpus::Corpus;
use crate::model::draw::{Draw, DrawParams};
use crate::model::profile::{DrawUnit, Profile, Stratify};
use crate::model::time::Period;

/// What an earlier period's draw took: of history, only periods that end before the run's begins count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDraw {
    /// Its period.
    pub period: Period,
    /// Units drawn; in runs of long ago branch ids or committee names alone.
    pub units: Vec<String>,
}

/// Version of the shape and the procedure of a draw.
pub const VERSION: u32 = 2;
/// How a ticket is made.
const TICKET_RECIPE: &str = "SHA-256(seed,draw_number,draw_unit)，UTF-8，以半角逗号相连，小写十六进制";
/// How the frame's digest is made.
const FRAME_RECIPE: &str = "SHA-256，UTF-8，每个单位一行：draw_unit TAB stratum TAB weight TAB certain TAB resting LF";

/// The seed of a run that was given none: jurisdiction and period, so that even then the outcome can be repeated.
pub fn default_seed(profile: &Profile, period: Period) -> String {
    format!("{}-{period}", profile.id)
}

/// What a draw is made with, apart from the data.
#[derive(Clone, Copy, Debug)]
pub struct Lots<'a> {
    /// Whom the draw is about; stands before the key of every unit.
    pub unit: &'a str,
    /// As given (`None`: `default_seed`).
    pub seed: Option<&'a str>,
    /// Counts the draws with one seed from 1.
    pub number: u32,
    /// Draws of earlier periods.
    pub history: &'a [PastDraw],
}

/// Draws.
pub fn draw(profile: &Profile, corpus: &Corpus, judgement: &Judgement, lots: Lots<'_>) -> Draw {
    let Lots { unit, seed, number, history } = lots;
    let (frame, rested_by) = frame::freeze(profile, corpus, judgement, unit, history);
    let mut draw = Draw {
        version: VERSION,
        unit: unit.to_string(),
        jurisdiction: profile.id.to_string(),
        period: corpus.period.to_string(),
        seed: seed.map_or_else(|| default_seed(profile, corpus.period), str::to_string),
        draw_number: number,
        ticket_recipe: TICKET_RECIPE.to_string(),
        frame_digest_recipe: FRAME_RECIPE.to_string(),
        frame_digest: digest(&frame),
        parameters: parameters(profile),
        frame,
        drawn: Vec::new(),
        history: rested_by,
    };
    draw.drawn = select::select(&draw.frame, &draw.parameters, &draw.seed, number);
    draw
}

fn parameters(profile: &Profile) -> DrawParams {
    let sampling = &profile.sampling;
    let unit = match sampling.unit {
        DrawUnit::Branch => "branch",
        DrawUnit::Committee => "committee",
    };
    let strata = match sampling.strata {
        Stratify::None => "none",
        Stratify::Type => "type",
        Stratify::Committee => "committee",
    };
    DrawParams {
        unit: unit.to_string(),
        strata: strata.to_string(),
        min: sampling.min,
        max: sampling.max,
        share_parts: sampling.share.map(|s| s.parts()),
        per_stratum: sampling.per_stratum,
        rest_months: sampling.rest_months,
        risk_weighted: sampling.risk_weighted,
        basis: profile.basis(&sampling.clause),
    }
}

#[cfg(test)]
mod tests;
