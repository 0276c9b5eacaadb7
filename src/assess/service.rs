//! Volunteer service of the period: persons, services, activities and hours of the jurisdiction, of each committee and of each branch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::assessment::ServiceFigures;
use crate::model::corpus::Corpus;
use crate::model::finding::BranchIx;
use crate::model::profile::{Profile, Volunteer};
use crate::model::record::Field;
use crate::model::returns::Service;
use crate::model::text::half_width;
use crate::model::time::Month;

/// What a record must carry where the document does not say.
const WHOLE: &[Field] = &[Field::Duration, Field::Content, Field::Effect];

/// The jurisdiction (neither), a committee, or a branch with its committee; in the order in which they are listed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    Jurisdiction,
    Committee(Arc<str>),
    Branch(BranchIx),
}

#[derive(Default)]
struct Sum {
    persons: BTreeSet<usize>,
    activities: BTreeSet<(BranchIx, NaiveDate, String)>,
    services: u32,
    minutes: u64,
    complete: u32,
}

/// Figures of the period: the jurisdiction, then committees, then branches, those alone of which there is a record; empty without any.
pub fn services(corpus: &Corpus, profile: &Profile) -> Vec<ServiceFigures> {
    let in_period = |s: &&Service| corpus.period.contains(Month::of(s.row.date)) && s.row.date <= corpus.as_of;
    let mut sums: BTreeMap<Scope, Sum> = BTreeMap::new();
    for service in corpus.returns.services.iter().filter(in_period) {
        let branch = corpus.branch(service.branch);
        let complete = complete(service, corpus, profile);
        let content: String = half_width(&service.row.content).chars().filter(|c| !c.is_whitespace()).collect();
        for scope in [Scope::Jurisdiction, Scope::Committee(branch.committee.clone()), Scope::Branch(service.branch)] {
            let sum = sums.entry(scope).or_default();
            sum.persons.insert(service.member);
            sum.activities.insert((service.branch, service.row.date, content.clone()));
            sum.services += 1;
            sum.minutes += u64::from(service.row.minutes.unwrap_or(0));
            sum.complete += u32::from(complete);
        }
    }
    sums.into_iter().map(|(scope, sum)| figures(scope, &sum, corpus)).collect()
}

/// Does the record have everything that the profile wants of it?
pub(super) fn complete(service: &Service, corpus: &Corpus, profile: &Profile) -> bool {
    let params = profile.params(corpus.branch(service.branch).kind);
    let required = params.get::<Volunteer>().map_or(WHOLE, |v| v.required.as_slice());
    required.iter().all(|field| carries(service, *field))
}

fn figures(scope: Scope, sum: &Sum, corpus: &Corpus) -> ServiceFigures {
    let (committee, branch) = match scope {
        Scope::Jurisdiction => (Arc::from(""), None),
        Scope::Committee(name) => (name, None),
        Scope::Branch(ix) => (corpus.branch(ix).committee.clone(), Some(ix)),
    };
    ServiceFigures {
        committee,
        branch,
        persons: sum.persons.len() as u32,
        services: sum.services,
        activities: sum.activities.len() as u32,
        minutes: sum.minutes,
        complete: sum.complete,
    }
}

/// Is the field filled in? What a service record does not know cannot be lacking.
fn carries(service: &Service, field: Field) -> bool {
    match field {
        Field::Duration => service.row.minutes.is_some(),
        Field::Content => !service.row.content.trim().is_empty(),
        Field::Effect => !service.row.effect.trim().is_empty(),
        _ => true,
    }
}
