//! Look-ups that cost time and that only some profiles ask for.

use crate::model::corpus::Corpus;
use crate::model::finding::Code;
use crate::model::profile::Profile;
use crate::rules::record::same_picture::SamePictureTerms;
use crate::rules::record::same_text::SameTextTerms;

use super::{Copies, Gathering, Index, Pictures};

impl Index {
    /// With what the rules of this profile look up besides; what a rule that is switched off would need is left out.
    pub fn asked_by(mut self, corpus: &Corpus, profile: &Profile) -> Self {
        let speaks = |code: Code| !profile.rules.get(&code).is_some_and(|switch| switch.off);
        let least = profile.all_params().filter_map(|p| p.get::<SameTextTerms>()).map(|text| text.min_chars).min();
        if let Some(least) = least.filter(|_| speaks(Code::REC003)) {
            self.copies = Copies::find(corpus, least);
        }
        let asks = profile.all_params().any(|p| p.get::<SamePictureTerms>().is_some());
        if asks && speaks(Code::REC004) {
            self.pictures = Pictures::find(corpus, |branch| profile.params(corpus.branch(branch).kind).get::<SamePictureTerms>());
        }
        if speaks(Code::ACT010) {
            self.gatherings = Gathering::all(corpus, profile);
        }
        self
    }
}
