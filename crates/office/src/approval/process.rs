//! A process as an organisation defines it: steps in a row, branches by conditions, parallel arms. Plain data and its checks.
//!
//! It is a tree, never a graph: a case that goes on reaches the end, whatever was drawn.

use ground::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use yard::org::department::DepartmentId;

use super::form::Test;

/// Steps, branches and parallels of one process.
pub(crate) const NODES_MAX: usize = 100;
/// Branches and parallels within one another.
pub(crate) const DEPTH_MAX: usize = 6;
/// Arms of one branch or parallel.
const ARMS_MAX: usize = 10;
/// People or rules that one step names.
const NAMED_MAX: usize = 20;
/// Characters of a name.
const NAME_MAX: usize = 60;
/// Hours of a time limit: ninety days.
const HOURS_MAX: u32 = 2_160;
/// Levels of departments above one another.
const LEVELS_MAX: u8 = 16;

/// One part of a process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Node {
    /// Somebody decides.
    Decide(Decide),
    /// Somebody is told.
    Copy(Copied),
    /// One of several ways, by conditions.
    Branch(Branch),
    /// Several ways at once.
    Parallel(Parallel),
}

/// A step at which people decide.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decide {
    /// Its name within the process: small letters, digits, underscore.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who decides.
    pub who: Vec<Who>,
    /// How many of them.
    #[serde(default)]
    pub mode: Mode,
    /// What happens where nobody is found.
    #[serde(default)]
    pub if_nobody: IfNobody,
    /// Within how many hours; nothing where there is no limit.
    #[serde(default)]
    pub hours: Option<u32>,
    /// What happens after them.
    #[serde(default)]
    pub when_late: WhenLate,
    /// Fields that whoever decides here does not see.
    #[serde(default)]
    pub hidden: Vec<String>,
    /// Fields that whoever decides here may change before he does.
    #[serde(default)]
    pub editable: Vec<String>,
}

/// People who are told without deciding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Copied {
    /// Its name within the process.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who is told.
    pub who: Vec<Who>,
}

/// The first arm whose conditions hold is taken; where none does, what stands in `otherwise`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Branch {
    /// Its name within the process.
    pub id: String,
    /// In the order in which they are asked.
    pub arms: Vec<Arm>,
    /// Where no arm fits.
    #[serde(default)]
    pub otherwise: Vec<Node>,
}

/// One way of a branch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arm {
    /// What people call it.
    pub name: String,
    /// All of them hold.
    pub when: Vec<Test>,
    /// What follows.
    pub steps: Vec<Node>,
}

/// All arms at once; the process goes on when each has ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parallel {
    /// Its name within the process.
    pub id: String,
    /// Each a row of its own.
    pub arms: Vec<Vec<Node>>,
}

/// Who decides or is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(crate) enum Who {
    /// These.
    People {
        /// Members of the organisation.
        people: Vec<PersonId>,
    },
    /// The head of the asker's department, or of one above it. Whoever heads a department himself asks the next one up.
    Head {
        /// 1 is his own department.
        level: u8,
    },
    /// Whoever has a role that the organisation made for approvals.
    Role {
        /// Which.
        role: String,
    },
    /// Everybody of a department, fifty at most.
    Department {
        /// Which.
        department: DepartmentId,
    },
    /// Those who run the organisation.
    Administrators,
    /// Whom the asker chooses when he asks.
    Chosen,
    /// Whom a field of the form names.
    Field {
        /// Which.
        field: String,
    },
    /// Who asks.
    Asker,
}

/// How many of several decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// The first who decides.
    #[default]
    Any,
    /// All of them, in any order.
    All,
    /// All of them, one after another.
    Sequence,
}

/// What happens where a step finds nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IfNobody {
    /// Those who run the organisation decide.
    #[default]
    Administrators,
    /// The step passes.
    Pass,
}

/// What happens when the time of a step is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WhenLate {
    /// Whoever waits is reminded each day.
    #[default]
    Remind,
    /// It goes to his head of department, else to those who run the organisation.
    HandOn,
    /// It counts as approved.
    Approve,
    /// It counts as refused.
    Refuse,
}

/// What is wrong with a process, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Flaw {
    /// The id of the step or field; empty where it concerns all of it.
    pub at: String,
    /// A stable word.
    pub why: &'static str,
}

/// What a process is held against.
pub(crate) struct Known<'a> {
    /// Whether the form has this field, and whether it names a person.
    pub field: &'a dyn Fn(&str) -> Option<bool>,
    /// Whether the form has this field, and a step may change it.
    pub changes: &'a dyn Fn(&str) -> bool,
    /// Whether a condition fits the form.
    pub test: &'a dyn Fn(&Test) -> bool,
    /// Whether the organisation made this role.
    pub role: &'a dyn Fn(&str) -> bool,
}

/// Everything that is wrong with a process; nothing where it can be published.
pub(crate) fn flaws(steps: &[Node], known: &Known<'_>) -> Vec<Flaw> {
    let mut check = Check { known, seen: BTreeSet::new(), count: 0, found: Vec::new() };
    check.row(steps, 0);
    if check.count > NODES_MAX {
        check.note("", "process.many");
    }
    if !check.seen.iter().any(|(_, decides)| *decides) {
        check.note("", "process.no_decision");
    }
    check.found
}

struct Check<'a> {
    known: &'a Known<'a>,
    seen: BTreeSet<(String, bool)>,
    count: usize,
    found: Vec<Flaw>,
}

impl Check<'_> {
    fn note(&mut self, at: &str, why: &'static str) {
        self.found.push(Flaw { at: at.to_owned(), why });
    }

    fn named(&mut self, id: &str, decides: bool) {
        if !is_id(id) {
            self.note(id, "id.wrong");
        }
        let other = self.seen.contains(&(id.to_owned(), !decides));
        if !self.seen.insert((id.to_owned(), decides)) || other {
            self.note(id, "id.twice");
        }
    }

    fn name(&mut self, id: &str, name: &str) {
        if !is_name(name) {
            self.note(id, "name.wrong");
        }
    }

    fn row(&mut self, steps: &[Node], depth: usize) {
        if depth > DEPTH_MAX {
            return self.note("", "process.deep");
        }
        for node in steps {
            self.count += 1;
            match node {
                Node::Decide(step) => self.decide(step),
                Node::Copy(step) => {
                    self.named(&step.id, false);
                    self.name(&step.id, &step.name);
                    self.who(&step.id, &step.who, false);
                }
                Node::Branch(branch) => self.branch(branch, depth),
                Node::Parallel(parallel) => {
                    self.named(&parallel.id, false);
                    if !(2..=ARMS_MAX).contains(&parallel.arms.len()) {
                        self.note(&parallel.id, "parallel.arms");
                    }
                    for arm in &parallel.arms {
                        self.row(arm, depth + 1);
                    }
                }
            }
        }
    }

    fn decide(&mut self, step: &Decide) {
        self.named(&step.id, true);
        self.name(&step.id, &step.name);
        self.who(&step.id, &step.who, true);
        if step.hours.is_some_and(|hours| !(1..=HOURS_MAX).contains(&hours)) {
            self.note(&step.id, "hours.wrong");
        }
        if step.hidden.iter().any(|field| (self.known.field)(field).is_none()) {
            self.note(&step.id, "hidden.wrong");
        }
        // Nobody changes what he does not see.
        let is_wrong = |field: &String| !(self.known.changes)(field) || step.hidden.contains(field);
        if step.editable.iter().any(is_wrong) {
            self.note(&step.id, "editable.wrong");
        }
    }

    fn branch(&mut self, branch: &Branch, depth: usize) {
        self.named(&branch.id, false);
        if !(1..=ARMS_MAX).contains(&branch.arms.len()) {
            self.note(&branch.id, "branch.arms");
        }
        for arm in &branch.arms {
            self.name(&branch.id, &arm.name);
            if arm.when.is_empty() || arm.when.len() > NAMED_MAX {
                self.note(&branch.id, "arm.tests");
            }
            for test in &arm.when {
                if !(self.known.test)(test) {
                    self.note(&branch.id, "test.wrong");
                }
            }
            self.row(&arm.steps, depth + 1);
        }
        self.row(&branch.otherwise, depth + 1);
    }

    fn who(&mut self, id: &str, who: &[Who], decides: bool) {
        if who.is_empty() || who.len() > NAMED_MAX {
            self.note(id, "who.none");
        }
        for one in who {
            let is_wrong = match one {
                Who::People { people } => people.is_empty() || people.len() > NAMED_MAX,
                Who::Head { level } => !(1..=LEVELS_MAX).contains(level),
                Who::Role { role } => !(self.known.role)(role),
                Who::Field { field } => (self.known.field)(field) != Some(true),
                Who::Asker => decides,
                Who::Department { .. } | Who::Administrators | Who::Chosen => false,
            };
            if is_wrong {
                self.note(id, "who.wrong");
            }
        }
    }
}

/// Whether this is a name within a form or process: 1 to 32 small letters, digits, underscores, a letter first.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=32).contains(&id.len())
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_')
}

/// Whether this can be what people call something.
pub(crate) fn is_name(name: &str) -> bool {
    let length = name.trim().chars().count();
    (1..=NAME_MAX).contains(&length) && !name.chars().any(char::is_control)
}

/// The step of this id, where somebody decides.
pub(crate) fn decision<'a>(steps: &'a [Node], id: &str) -> Option<&'a Decide> {
    decisions(steps).into_iter().find(|one| one.id == id)
}

/// All steps at which somebody decides, in the order in which they are drawn.
pub(crate) fn decisions(steps: &[Node]) -> Vec<&Decide> {
    let mut found = Vec::new();
    for node in steps {
        match node {
            Node::Decide(step) => found.push(step),
            Node::Copy(_) => {}
            Node::Branch(branch) => {
                let arms = branch.arms.iter().map(|arm| arm.steps.as_slice());
                found.extend(arms.chain([branch.otherwise.as_slice()]).flat_map(decisions));
            }
            Node::Parallel(parallel) => found.extend(parallel.arms.iter().flat_map(|arm| decisions(arm))),
        }
    }
    found
}

/// Takes everybody out of it who does not stay.
pub(crate) fn keep_people(steps: &mut [Node], stays: &dyn Fn(PersonId) -> bool) {
    let keep = |who: &mut Vec<Who>| {
        for one in who {
            if let Who::People { people } = one {
                people.retain(|person| stays(*person));
            }
        }
    };
    for node in steps {
        match node {
            Node::Decide(step) => keep(&mut step.who),
            Node::Copy(step) => keep(&mut step.who),
            Node::Branch(branch) => {
                branch.arms.iter_mut().for_each(|arm| keep_people(&mut arm.steps, stays));
                keep_people(&mut branch.otherwise, stays);
            }
            Node::Parallel(parallel) => parallel.arms.iter_mut().for_each(|arm| keep_people(arm, stays)),
        }
    }
}

/// Whoever is named anywhere in it, with where.
pub(crate) fn named(steps: &[Node]) -> Vec<(&str, &Who)> {
    let mut found: Vec<(&str, &Who)> = Vec::new();
    for node in steps {
        match node {
            Node::Decide(step) => found.extend(step.who.iter().map(|who| (step.id.as_str(), who))),
            Node::Copy(step) => found.extend(step.who.iter().map(|who| (step.id.as_str(), who))),
            Node::Branch(branch) => {
                let arms = branch.arms.iter().map(|arm| arm.steps.as_slice());
                found.extend(arms.chain([branch.otherwise.as_slice()]).flat_map(named));
            }
            Node::Parallel(parallel) => found.extend(parallel.arms.iter().flat_map(|arm| named(arm))),
        }
    }
    found
}
