//! Whether a case is as it was signed: each record against the one before, its signature, and what the case says now against the last.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use schemars::JsonSchema;
use serde::Serialize;

use super::chain::{self, Body, Hash};
use super::{CaseId, CaseRow, Part, RecordRow};

/// What does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Break {
    /// A record is missing, or stands twice.
    Missing,
    /// A record says something else than what was signed.
    Changed,
    /// The signature is none of this house's key.
    Signature,
    /// The case stands otherwise than its last record says.
    State,
    /// What is filled in is not what was signed.
    Values,
    /// Another person stands where the record commits to one.
    Person,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Verdict {
    /// What does not fit first, and at which record, from 1.
    pub broken: Option<(Break, u32)>,
    /// Records that were looked at.
    pub records: u32,
    /// People who are pseudonyms by now: to whom the records commit cannot be said any longer.
    pub pseudonyms: u32,
}

/// A record and what it says in the open; nothing where it does not open.
pub(crate) struct Said<'a> {
    pub row: &'a RecordRow,
    pub body: Option<&'a str>,
}

/// Holds a case against its chain.
pub(crate) fn verdict(
    case: &CaseRow,
    (state, values): (&str, &str),
    parts: &[Part],
    records: &[Said<'_>],
    key: &[u8],
) -> Verdict {
    let pseudonyms = parts.iter().filter(|part| part.is_former).count();
    let found = broken(case, (state, values), parts, records, key);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Verdict { broken: found, records: count(records.len()), pseudonyms: count(pseudonyms) }
}

fn broken(
    case: &CaseRow,
    (state, values): (&str, &str),
    parts: &[Part],
    records: &[Said<'_>],
    key: &[u8],
) -> Option<(Break, u32)> {
    let mut before: Hash = chain::root(case.id, case.org, case.form, case.version);
    let mut last = None;
    for (at, said) in (1_u32..).zip(records) {
        if said.row.seq != at {
            return Some((Break::Missing, at));
        }
        let Some(text) = said.body else { return Some((Break::Changed, at)) };
        let hash = chain::link(&before, at, text);
        if hash != *said.row.hash {
            return Some((Break::Changed, at));
        }
        if said.row.signer != key || !is_signed(&hash, &said.row.signature, key) {
            return Some((Break::Signature, at));
        }
        let Ok(body) = serde_json::from_str::<Body>(text) else { return Some((Break::Changed, at)) };
        if body.at != said.row.made_at.micros() || !names(case.id, &body, parts) {
            return Some((
                if body.at == said.row.made_at.micros() { Break::Person } else { Break::Changed },
                at,
            ));
        }
        before = hash;
        last = Some(body);
    }
    let count = case.records;
    let Some(last) = last.filter(|_| case.head == before && usize::try_from(count) == Ok(records.len()))
    else {
        return Some((Break::Missing, count));
    };
    if last.state != chain::text(state) || last.standing != case.state.standing {
        return Some((Break::State, count));
    }
    (last.values != chain::text(values)).then_some((Break::Values, count))
}

fn is_signed(hash: &Hash, signature: &[u8], key: &[u8]) -> bool {
    let message = [chain::DOMAIN.as_bytes(), hash].concat();
    UnparsedPublicKey::new(&ED25519, key).verify(&message, signature).is_ok()
}

/// Whether those who take part are those to whom a record commits; of a pseudonym nothing can be said.
fn names(case: CaseId, body: &Body, parts: &[Part]) -> bool {
    body.people.iter().all(|(party, commitment)| {
        parts.iter().find(|part| part.party == *party).is_some_and(|part| match &part.salt {
            Some(salt) => chain::commitment(case, *party, part.person, salt) == *commitment,
            None => part.is_former,
        })
    })
}
