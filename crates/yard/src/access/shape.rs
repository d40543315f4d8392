//! The shape of a question: who asks what of what, with every id replaced by the place where it first stood.
//!
//! Cedar compares ids for equality and nothing else, and the policies name none. Two questions of one shape have one
//! answer, whoever asks; Cedar is asked with the shape itself, so that what is kept is what it said.

use ground::{Attr, Caller, Resource};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Shapes kept at once; beyond that all are made anew.
const SHAPES_MAX: usize = 10_000;
/// Ids in a set that a shape is kept for; larger sets are decided each time.
const IDS_MAX: usize = 64;

/// An id, by the place where it first stood in the question; 0 is none at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Symbol(usize);

impl Symbol {
    /// As Cedar gets it: no id looks like that, and the empty one is empty.
    pub(super) fn name(self) -> String {
        if self.0 == 0 { String::new() } else { format!("#{}", self.0) }
    }
}

/// A value of the resource.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Value {
    Bool(bool),
    Word(&'static str),
    Id(Symbol),
    Ids(Vec<Symbol>),
}

/// A question without its ids.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shape {
    pub act: &'static str,
    pub caller: &'static str,
    pub person: Symbol,
    pub org: Symbol,
    pub meeting: Symbol,
    pub scopes: Vec<&'static str>,
    pub kind: &'static str,
    pub attrs: Vec<(&'static str, Value)>,
}

impl Shape {
    /// The shape of a question.
    pub(super) fn of(caller: &Caller, act: &'static str, resource: &Resource) -> Self {
        let text = |id: Option<String>| id.unwrap_or_default();
        let person = text(caller.person().map(|person| person.to_string()));
        let org = match caller {
            Caller::Member(member) => member.org.to_string(),
            Caller::Service(program) => text(program.org.map(|org| org.to_string())),
            _ => String::new(),
        };
        let meeting =
            if let Caller::Guest(guest) = caller { guest.meeting.to_string() } else { String::new() };
        let mut seen = Seen(Vec::new());
        let (person, org, meeting) = (seen.symbol(&person), seen.symbol(&org), seen.symbol(&meeting));
        let attrs = resource.attrs.iter().map(|(name, attr)| (*name, seen.value(attr))).collect();
        let mut scopes: Vec<&'static str> = match caller {
            Caller::Service(program) => program.scopes.iter().map(|scope| scope.word()).collect(),
            _ => Vec::new(),
        };
        scopes.sort_unstable();
        Self { act, caller: caller.kind(), person, org, meeting, scopes, kind: resource.kind, attrs }
    }

    fn is_kept(&self) -> bool {
        !self.attrs.iter().any(|(_, value)| matches!(value, Value::Ids(ids) if ids.len() > IDS_MAX))
    }
}

/// The ids of a question, in the order in which they first stood.
struct Seen(Vec<String>);

impl Seen {
    fn symbol(&mut self, id: &str) -> Symbol {
        if id.is_empty() {
            return Symbol(0);
        }
        let at = self.0.iter().position(|one| one == id).unwrap_or_else(|| {
            self.0.push(id.to_owned());
            self.0.len() - 1
        });
        Symbol(at + 1)
    }

    fn value(&mut self, attr: &Attr) -> Value {
        match attr {
            Attr::Bool(truth) => Value::Bool(*truth),
            Attr::Word(word) => Value::Word(word),
            Attr::Id(id) => Value::Id(self.symbol(id)),
            Attr::Ids(ids) => {
                let mut symbols: Vec<Symbol> = ids.iter().map(|id| self.symbol(id)).collect();
                symbols.sort_unstable();
                symbols.dedup();
                Value::Ids(symbols)
            }
        }
    }
}

/// What was decided, by shape.
#[derive(Default)]
pub(super) struct Decisions(RwLock<HashMap<Shape, bool>>);

impl Decisions {
    pub(super) fn of(&self, shape: &Shape) -> Option<bool> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(shape).copied()
    }

    pub(super) fn keep(&self, shape: Shape, decided: bool) {
        if !shape.is_kept() {
            return;
        }
        let mut made = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= SHAPES_MAX {
            made.clear();
        }
        made.insert(shape, decided);
    }
}

/// Whether a text of policies names an id: a string literal with a UUID, or with a symbol's mark.
pub(super) fn names_somebody(policies: &str) -> bool {
    let code = policies.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    code.flat_map(|line| line.split('"').skip(1).step_by(2)).any(|literal| {
        let is_id =
            literal.rsplit('_').next().is_some_and(|last| ground::uuid::Uuid::try_parse(last).is_ok());
        is_id || literal.contains(['#', '*'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::{Clock, DeviceId, Person, PersonId};

    fn caller(person: PersonId) -> Caller {
        Caller::Person(Person {
            person,
            device: DeviceId::from_bytes([0; 16]),
            keeper: false,
            limited: false,
        })
    }

    fn meeting(host: String, present: Vec<String>) -> Resource {
        let attrs =
            vec![("host", Attr::Id(host)), ("org", Attr::Id(String::new())), ("present", Attr::Ids(present))];
        Resource { kind: "Meeting", id: "meeting_1".to_owned(), attrs }
    }

    #[test]
    fn whose_ids_they_are_says_nothing_and_which_are_equal_all() {
        let clock = Clock::system();
        let (ana, bo) = (PersonId::fresh(&clock), PersonId::fresh(&clock));
        let shape = |who: PersonId, host: PersonId, present: &[PersonId]| {
            let present = present.iter().map(ToString::to_string).collect();
            Shape::of(&caller(who), "meeting.read", &meeting(host.to_string(), present))
        };
        assert_eq!(shape(ana, ana, &[bo]), shape(bo, bo, &[ana]));
        assert_ne!(shape(ana, ana, &[bo]), shape(ana, bo, &[bo]));
        assert_ne!(shape(ana, bo, &[ana]), shape(ana, bo, &[bo]));
        assert_ne!(shape(ana, bo, &[]), shape(ana, bo, &[bo]));
    }

    #[test]
    fn a_policy_that_names_somebody_is_found() {
        assert!(!names_somebody(
            "permit (principal, action == Action::\"me.read\", resource) when { true };"
        ));
        assert!(names_somebody(
            "when { principal.person == \"person_0198a1b2-0000-7000-8000-000000000001\" };"
        ));
    }

    #[test]
    fn ids_replaced_one_for_one_keep_the_shape() {
        let id = |number: usize| PersonId::from_bytes([u8::try_from(number).unwrap(); 16]);
        // Every way in which four ids can be equal or not: the caller, the host, and two who are present.
        for ids in (0..256).map(|n| [n % 4, n / 4 % 4, n / 16 % 4, n / 64]) {
            let build = |shift: usize| {
                let of = ids.map(|one| id(one + shift));
                let present = of[2..].iter().map(ToString::to_string).collect();
                Shape::of(&caller(of[0]), "meeting.read", &meeting(of[1].to_string(), present))
            };
            assert_eq!(build(0), build(77), "{ids:?}");
        }
    }
}
