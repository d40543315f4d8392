//! Who decides: the rules of a step, answered from what is known of the organisation. Plain functions on plain values.

use ground::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use yard::org::department::DepartmentId;

use super::engine::{Answers, Asked, Party};
use super::form::{Definition, Test};
use super::process::{Copied, Decide, IfNobody, Mode, Who};
use super::value::{self, Filled};

/// People of one step.
pub(crate) const PEOPLE_MAX: usize = 50;

/// What an organisation says for all its forms.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Who heads which department.
    #[serde(default)]
    pub heads: BTreeMap<DepartmentId, PersonId>,
    /// Roles for approvals: cashier, seal keeper.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Who takes over the open decisions of those who leave; their heads, else those who run the organisation, where nobody is named.
    #[serde(default)]
    pub leavers_to: Option<PersonId>,
}

impl Settings {
    /// Everybody whom they name, each once.
    pub(crate) fn people(&self) -> Vec<PersonId> {
        let roles = self.roles.iter().flat_map(|role| role.people.iter().copied());
        let all: BTreeSet<PersonId> =
            self.heads.values().copied().chain(roles).chain(self.leavers_to).collect();
        all.into_iter().collect()
    }

    /// Takes everybody else out of them.
    pub(crate) fn keep_people(&mut self, stays: &dyn Fn(PersonId) -> bool) {
        self.heads.retain(|_, head| stays(*head));
        self.roles.iter_mut().for_each(|role| role.people.retain(|one| stays(*one)));
        self.leavers_to = self.leavers_to.filter(|one| stays(*one));
    }
}

/// A role for approvals.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    /// Its key: small letters, digits, underscore.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who has it.
    pub people: Vec<PersonId>,
}

/// What is known of an organisation for one case.
#[derive(Clone, Default, Debug)]
pub(crate) struct Facts {
    /// Who asks.
    pub asker: Option<PersonId>,
    /// His department and those above it, from below.
    pub departments: Vec<DepartmentId>,
    pub settings: Settings,
    pub administrators: Vec<PersonId>,
    /// Those named anywhere who are members now.
    pub members: HashSet<PersonId>,
    /// Members of departments that the process names.
    pub within: HashMap<DepartmentId, Vec<PersonId>>,
    /// Who is away, and who stands in for him.
    pub absent: HashMap<PersonId, Option<PersonId>>,
    /// Whom the asker chose at which step.
    pub chosen: BTreeMap<String, Vec<PersonId>>,
}

impl Facts {
    /// Whether a condition on the asker's department holds.
    pub(crate) fn is_within(&self, test: &Test) -> bool {
        test.value.parse().is_ok_and(|department: DepartmentId| self.departments.contains(&department))
    }

    fn heads(&self) -> Vec<PersonId> {
        let heads = self.departments.iter().filter_map(|one| self.settings.heads.get(one).copied());
        let mut seen = HashSet::new();
        heads.filter(|head| self.members.contains(head) && seen.insert(*head)).collect()
    }

    /// Who a rule names, of those who are members.
    fn named(&self, step: &str, who: &Who, values: &Filled) -> Vec<PersonId> {
        let people: Vec<PersonId> = match who {
            Who::People { people } => people.clone(),
            Who::Head { level } => {
                let above = self.heads().into_iter().filter(|head| Some(*head) != self.asker);
                above.skip(usize::from(level.saturating_sub(1))).take(1).collect()
            }
            Who::Role { role } => {
                let role = self.settings.roles.iter().find(|one| one.id == *role);
                role.map_or_else(Vec::new, |role| role.people.clone())
            }
            Who::Department { department } => self.within.get(department).cloned().unwrap_or_default(),
            Who::Administrators => self.administrators.clone(),
            Who::Chosen => self.chosen.get(step).cloned().unwrap_or_default(),
            Who::Field { field } => value::people(values, field),
            Who::Asker => self.asker.into_iter().collect(),
        };
        people.into_iter().filter(|person| self.members.contains(person)).collect()
    }

    /// Everybody a step names, each once.
    pub(crate) fn all_named(&self, step: &str, who: &[Who], values: &Filled) -> Vec<PersonId> {
        let mut seen = HashSet::new();
        let named = who.iter().flat_map(|one| self.named(step, one, values));
        named.filter(|person| seen.insert(*person)).take(PEOPLE_MAX).collect()
    }

    /// Who decides in the place of somebody who is away, left, or let his time pass; nobody where there is nobody else. Whoever asks
    /// only where there is nobody besides.
    pub(crate) fn instead(&self, of: PersonId) -> Option<PersonId> {
        let stand_in = self.absent.get(&of).copied().flatten();
        let order = stand_in.into_iter().chain(self.heads()).chain(self.administrators.iter().copied());
        let here: Vec<PersonId> =
            order.filter(|person| *person != of && self.members.contains(person)).collect();
        let present =
            here.iter().find(|person| !self.absent.contains_key(person) && Some(**person) != self.asker);
        present.or_else(|| here.iter().find(|person| Some(**person) != self.asker)).or(here.first()).copied()
    }

    /// Whether somebody asks: nobody decides on what he asks himself, where there is anybody else.
    pub(crate) fn asks(&self, person: PersonId) -> bool {
        self.asker == Some(person)
    }

    /// These without whoever asks; all of them where nobody else is among them.
    fn others(&self, people: Vec<PersonId>) -> Vec<PersonId> {
        if people.iter().all(|one| self.asks(*one)) {
            return people;
        }
        people.into_iter().filter(|one| !self.asks(*one)).collect()
    }

    /// Who decides where a step names somebody: himself, else whoever stands in for him.
    fn present(&self, one: PersonId) -> Option<PersonId> {
        if self.asks(one) {
            return self.instead(one).or(Some(one));
        }
        if !self.absent.contains_key(&one) {
            return Some(one);
        }
        // One who is away decides rather than the one who asks.
        self.instead(one).map(|other| if self.asks(other) { one } else { other })
    }

    /// Who decides at a step, and how many of them: those it names who are here, else whoever stands in for them, else those who
    /// run the organisation; nobody where it passes. Not whoever asks, unless there is nobody else.
    pub(crate) fn deciders(&self, step: &Decide, values: &Filled) -> (Vec<PersonId>, Mode) {
        let named = self.others(self.all_named(&step.id, &step.who, values));
        let mut seen = HashSet::new();
        let here = named.into_iter().filter_map(|one| self.present(one)).filter(|one| seen.insert(*one));
        let here = self.others(here.collect());
        if !here.is_empty() || step.if_nobody == IfNobody::Pass {
            return (here, step.mode);
        }
        let administrators = self.administrators.iter().copied().filter(|one| self.members.contains(one));
        (self.others(administrators.take(PEOPLE_MAX).collect()), Mode::Any)
    }
}

/// People of a case by their numbers.
#[derive(Clone, Default, Debug)]
pub(crate) struct Parties(Vec<PersonId>);

impl Parties {
    /// Those that a case has, in the order of their numbers.
    pub(crate) const fn of(people: Vec<PersonId>) -> Self {
        Self(people)
    }

    /// The number of somebody, a new one where he has none.
    pub(crate) fn number(&mut self, person: PersonId) -> Party {
        let at = self.0.iter().position(|one| *one == person).unwrap_or_else(|| {
            self.0.push(person);
            self.0.len() - 1
        });
        Party::try_from(at).unwrap_or(Party::MAX)
    }

    /// Who has a number.
    pub(crate) fn person(&self, party: Party) -> Option<PersonId> {
        self.0.get(usize::from(party)).copied()
    }

    /// All of them, by number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Party, PersonId)> + '_ {
        self.0.iter().enumerate().map(|(at, person)| (Party::try_from(at).unwrap_or(Party::MAX), *person))
    }
}

/// The answers that the engine asks for, of one case.
pub(crate) struct Knows<'a> {
    pub form: &'a Definition,
    pub values: &'a Filled,
    pub facts: &'a Facts,
    pub parties: &'a mut Parties,
}

impl Knows<'_> {
    fn numbers(&mut self, people: Vec<PersonId>) -> Vec<Party> {
        people.into_iter().map(|person| self.parties.number(person)).collect()
    }
}

impl Answers for Knows<'_> {
    fn deciders(&mut self, step: &Decide) -> Asked {
        let (people, mode) = self.facts.deciders(step, self.values);
        Asked { parties: self.numbers(people), mode }
    }

    fn copies(&mut self, step: &Copied) -> Vec<Party> {
        let people = self.facts.all_named(&step.id, &step.who, self.values);
        self.numbers(people)
    }

    fn holds(&self, tests: &[Test]) -> bool {
        value::holds_all(self.form, self.values, tests, &|test| self.facts.is_within(test))
    }
}

/// Whether the asker chose somebody at each step that wants it, and nowhere else; not himself, where there is anybody else.
pub(crate) fn is_chosen(form: &Definition, facts: &Facts) -> bool {
    let wants: BTreeSet<&str> = super::process::named(&form.steps)
        .into_iter()
        .filter(|(_, who)| **who == Who::Chosen)
        .map(|(step, _)| step)
        .collect();
    let is_fit = |person: &PersonId| {
        facts.members.contains(person) && (!facts.asks(*person) || facts.instead(*person).is_none())
    };
    facts.chosen.iter().all(|(step, people)| {
        wants.contains(step.as_str()) && (1..=20).contains(&people.len()) && people.iter().all(is_fit)
    }) && wants.iter().all(|step| facts.chosen.contains_key(*step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> PersonId {
        PersonId::from_bytes([number; 16])
    }

    fn facts() -> Facts {
        let department = |number: u8| DepartmentId::from_bytes([number; 16]);
        Facts {
            asker: Some(person(1)),
            departments: vec![department(1), department(2), department(3)],
            settings: Settings {
                heads: [(department(1), person(1)), (department(2), person(2)), (department(3), person(3))]
                    .into(),
                ..Settings::default()
            },
            administrators: vec![person(8), person(9)],
            members: (1..=9).map(person).collect(),
            ..Facts::default()
        }
    }

    fn step(who: Vec<Who>, if_nobody: IfNobody) -> Decide {
        Decide {
            id: "a".into(),
            name: "a".into(),
            who,
            mode: Mode::All,
            if_nobody,
            hours: None,
            when_late: super::super::process::WhenLate::Remind,
            hidden: Vec::new(),
            editable: Vec::new(),
        }
    }

    #[test]
    fn whoever_heads_his_own_department_asks_the_next_one_up() {
        let head =
            |level| facts().deciders(&step(vec![Who::Head { level }], IfNobody::Pass), &Filled::new()).0;
        assert_eq!((head(1), head(2), head(3)), (vec![person(2)], vec![person(3)], vec![]));
    }

    #[test]
    fn where_nobody_is_found_those_who_run_it_decide_or_it_passes() {
        let nobody = vec![Who::People { people: vec![person(77)] }];
        let (people, mode) =
            facts().deciders(&step(nobody.clone(), IfNobody::Administrators), &Filled::new());
        assert_eq!((people, mode), (vec![person(8), person(9)], Mode::Any));
        assert!(facts().deciders(&step(nobody, IfNobody::Pass), &Filled::new()).0.is_empty());
    }

    #[test]
    fn nobody_decides_on_what_he_asks_himself_unless_there_is_nobody_else() {
        let decides = |facts: &Facts, people: &[u8], if_nobody| {
            let who = vec![Who::People { people: people.iter().copied().map(person).collect() }];
            facts.deciders(&step(who, if_nobody), &Filled::new()).0
        };
        assert_eq!(decides(&facts(), &[1, 5], IfNobody::Pass), [person(5)]);
        assert_eq!(decides(&facts(), &[1], IfNobody::Pass), [person(2)], "his head, and it does not pass");
        let runs = Facts { administrators: vec![person(1), person(9)], ..facts() };
        assert_eq!(decides(&runs, &[77], IfNobody::Administrators), [person(9)]);
        let away = Facts {
            administrators: vec![person(1)],
            settings: Settings::default(),
            absent: [(person(5), Some(person(1)))].into(),
            ..facts()
        };
        assert_eq!(decides(&away, &[5], IfNobody::Pass), [person(5)], "rather than the one who asks");
        let alone = Facts { members: [person(1)].into(), ..away };
        assert_eq!(decides(&alone, &[1], IfNobody::Pass), [person(1)]);
        assert_eq!(decides(&alone, &[77], IfNobody::Administrators), [person(1)]);
    }

    #[test]
    fn nobody_chooses_himself() {
        let mut form: Definition = serde_json::from_str(r#"{"name":"a","fields":[],"steps":[]}"#).unwrap();
        form.steps = vec![super::super::process::Node::Decide(step(vec![Who::Chosen], IfNobody::Pass))];
        let chosen = |number| {
            let chosen = [("a".to_owned(), vec![person(number)])].into();
            is_chosen(&form, &Facts { chosen, ..facts() })
        };
        assert_eq!((chosen(5), chosen(1), chosen(77)), (true, false, false));
    }

    #[test]
    fn whoever_is_away_is_stood_in_for_by_whom_he_names_else_by_a_head_else_by_who_runs_it() {
        let named = |away: &[(u8, Option<u8>)]| {
            let absent = away.iter().map(|(who, other)| (person(*who), other.map(person))).collect();
            let facts = Facts { absent, ..facts() };
            let who = vec![Who::People { people: vec![person(2)] }];
            facts.deciders(&step(who, IfNobody::Pass), &Filled::new()).0
        };
        assert_eq!(named(&[(2, Some(5))]), [person(5)]);
        assert_eq!(named(&[(2, Some(66))]), [person(3)], "he named nobody of the organisation");
        assert_eq!(named(&[(2, None), (3, None)]), [person(8)]);
        assert_eq!(
            named(&[(2, None), (3, None), (8, None), (9, None)]),
            [person(3)],
            "somebody always decides"
        );
    }
}
