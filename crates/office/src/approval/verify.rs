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

/// A case that is held against its chain, page by page.
pub(crate) struct Chain<'a> {
    case: &'a CaseRow,
    parts: &'a [Part],
    key: &'a [u8],
    before: Hash,
    last: Option<Body>,
    /// Records that were looked at.
    count: u32,
    broken: Option<(Break, u32)>,
}

impl<'a> Chain<'a> {
    /// Before the first record.
    pub(crate) fn begin(case: &'a CaseRow, parts: &'a [Part], key: &'a [u8]) -> Self {
        let before = chain::root(case.id, case.org, case.form, case.version);
        Self { case, parts, key, before, last: None, count: 0, broken: None }
    }

    /// Holds the next record against those before; what does not fit first stays what is said.
    pub(crate) fn take(&mut self, said: &Said<'_>) {
        self.count += 1;
        if self.broken.is_some() {
            return;
        }
        match self.fits(said) {
            Ok((hash, body)) => (self.before, self.last) = (hash, Some(body)),
            Err(what) => self.broken = Some((what, self.count)),
        }
    }

    fn fits(&self, said: &Said<'_>) -> Result<(Hash, Body), Break> {
        let at = self.count;
        if said.row.seq != at {
            return Err(Break::Missing);
        }
        let text = said.body.ok_or(Break::Changed)?;
        let hash = chain::link(&self.before, at, text);
        if hash != *said.row.hash {
            return Err(Break::Changed);
        }
        if said.row.signer != self.key || !is_signed(&hash, &said.row.signature, self.key) {
            return Err(Break::Signature);
        }
        let body: Body = serde_json::from_str(text).map_err(|_| Break::Changed)?;
        if body.at != said.row.made_at.micros() {
            return Err(Break::Changed);
        }
        if names(self.case.id, &body, self.parts) { Ok((hash, body)) } else { Err(Break::Person) }
    }

    /// What comes of it, with the state and what is filled in as they stand in the table.
    pub(crate) fn verdict(self, (state, values): (&str, &str)) -> Verdict {
        let pseudonyms = self.parts.iter().filter(|part| part.is_former).count();
        let pseudonyms = u32::try_from(pseudonyms).unwrap_or(u32::MAX);
        Verdict { broken: self.broken.or_else(|| self.end(state, values)), records: self.count, pseudonyms }
    }

    fn end(&self, state: &str, values: &str) -> Option<(Break, u32)> {
        let count = self.case.records;
        let is_whole = self.case.head == self.before && count == self.count;
        let Some(last) = self.last.as_ref().filter(|_| is_whole) else {
            return Some((Break::Missing, count));
        };
        if last.state != chain::text(state) || last.standing != self.case.state.standing {
            return Some((Break::State, count));
        }
        (last.values != chain::text(values)).then_some((Break::Values, count))
    }
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
