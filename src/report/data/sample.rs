//! `sample.json`: the draw, and everything needed to draw it again.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::draw::Draw;

/// One draw, or a list of them where there are several units.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Sample<'a> {
    One(Listed<'a>),
    Several(Vec<Listed<'a>>),
}

/// A draw, with the digest of the list that was written beside it where it stands alone: by it the list is known for what this program wrote.
#[derive(Serialize)]
pub(super) struct Listed<'a> {
    #[serde(flatten)]
    draw: &'a Draw,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_sha256: Option<&'a str>,
}

pub(super) fn of_draws<'a>(draws: &[&'a Draw], list_sha256: Option<&'a str>) -> Sample<'a> {
    let listed = |draw: &&'a Draw| Listed { draw, list_sha256 };
    match draws {
        [one] => Sample::One(listed(one)),
        several => Sample::Several(several.iter().map(listed).collect()),
    }
}

/// SHA-256 in hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
