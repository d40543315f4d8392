//! Flows: what was collected of whom, counted in the one place where anything is sealed, and held against what the house
//! declares. A declaration that nobody wrote shows on the person's own list, and is told to the log at once.

use ground::{TableDecl, Timestamp};
use policy::Policy;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::Subject;
use crate::field::FieldDecl;

/// What was collected of somebody in one column, counted since the first time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// Where it rests: `table.column`.
    pub place: String,
    /// Category id.
    pub category: String,
    /// How often.
    pub times: u64,
    /// The first time.
    pub first_at: Timestamp,
    /// The last time.
    pub last_at: Timestamp,
    /// Whether the registry of tables has this column, and the policy a purpose for this category.
    pub declared: bool,
}

/// A flow that waits to be written.
#[derive(Clone, Copy)]
pub(crate) struct Counting {
    pub(crate) times: u64,
    pub(crate) first_at: i64,
    pub(crate) last_at: i64,
}

/// Of whom, in which column.
pub(crate) type Key = (Subject, FieldDecl);

/// The flows of this run of the program.
#[derive(Default)]
pub(crate) struct Flows {
    waiting: Mutex<HashMap<Key, Counting>>,
    declared: OnceLock<BTreeSet<String>>,
    undeclared: Mutex<BTreeSet<String>>,
}

impl Flows {
    /// From now on what stands in no column of these tables is undeclared. The first registry stays.
    pub(crate) fn declare(&self, tables: &[TableDecl]) {
        let columns =
            tables.iter().flat_map(|table| table.sealed.iter().map(|column| place(table.name, column)));
        self.declared.get_or_init(|| columns.collect());
    }

    /// Counts that something of a person was sealed.
    pub(crate) fn count(&self, policy: &Policy, subject: Subject, decl: FieldDecl, at: Timestamp) {
        if !matches!(subject, Subject::Person(_)) {
            return;
        }
        if !self.is_declared(policy, &place(decl.table, decl.column), decl.category.id()) {
            self.complain(decl);
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = at.micros();
        let known =
            waiting.entry((subject, decl)).or_insert(Counting { times: 0, first_at: at, last_at: at });
        known.times += 1;
        known.last_at = known.last_at.max(at);
    }

    /// Whether this column may hold this category here.
    pub(crate) fn is_declared(&self, policy: &Policy, place: &str, category: &str) -> bool {
        let is_there = self.declared.get().is_none_or(|columns| columns.contains(place));
        is_there && policy.has_use_of(category)
    }

    /// Columns that were written in this run and that nobody declared.
    pub(crate) fn undeclared(&self) -> BTreeSet<String> {
        self.undeclared.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// What waits of one subject.
    pub(crate) fn of(&self, subject: Subject) -> Vec<(FieldDecl, Counting)> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let of = waiting.iter().filter(|((whose, _), _)| *whose == subject);
        of.map(|((_, decl), more)| (*decl, *more)).collect()
    }

    pub(crate) fn take(&self) -> HashMap<Key, Counting> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts back what could not be written.
    pub(crate) fn put_back(&self, flows: HashMap<Key, Counting>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, more) in flows {
            let known = waiting.entry(key).or_insert(Counting { times: 0, ..more });
            known.times += more.times;
            known.first_at = known.first_at.min(more.first_at);
            known.last_at = known.last_at.max(more.last_at);
        }
    }

    fn complain(&self, decl: FieldDecl) {
        let what = format!("{} ({})", place(decl.table, decl.column), decl.category);
        let mut undeclared = self.undeclared.lock().unwrap_or_else(PoisonError::into_inner);
        if undeclared.insert(what.clone()) {
            ground::metrics::count("courtyard_flows_undeclared_total");
            tracing::error!(%what, "personal data were collected that nobody declared");
        }
    }
}

/// Adds what waits to what was written, the newest first.
pub(crate) fn add(flows: &mut Vec<Flow>, waiting: Vec<(FieldDecl, Counting)>) {
    for (decl, more) in waiting {
        let (place, category) = (place(decl.table, decl.column), decl.category.id());
        let (first_at, last_at) =
            (Timestamp::from_micros(more.first_at), Timestamp::from_micros(more.last_at));
        match flows.iter_mut().find(|flow| flow.place == place && flow.category == category) {
            Some(flow) => {
                flow.times += more.times;
                flow.last_at = last_at;
            }
            None => flows.push(Flow {
                place,
                category: category.to_owned(),
                times: more.times,
                first_at,
                last_at,
                declared: false,
            }),
        }
    }
    flows.sort_by(|one, other| (other.last_at, &one.place).cmp(&(one.last_at, &other.place)));
}

pub(crate) fn place(table: &str, column: &str) -> String {
    format!("{table}.{column}")
}
