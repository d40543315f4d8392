//! The engine: where a case stands and how it goes on. A pure state machine on numbers of parties; it knows no clock and no people.
//!
//! - A state moves by the version of the process with which it began, and by no other.
//! - What goes on ends: a process is a tree, and only somebody who returns a case makes it longer.
//! - Of two who decide at the same step the second is told that it is no longer his.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::form::Test;
use super::process::{Copied, Decide, Mode, Node};
pub(crate) use super::state::{Open, Party, Standing, State};

/// Parties that wait for one another at one seat.
const QUEUE_MAX: usize = 20;

/// Who decides at a step, and how many of them.
pub(crate) struct Asked {
    /// Nobody where it passes.
    pub parties: Vec<Party>,
    /// As the step says, or any of those who stand in.
    pub mode: Mode,
}

/// What the engine asks of those who know the people and the values.
pub(crate) trait Answers {
    /// Who decides at a step.
    fn deciders(&mut self, step: &Decide) -> Asked;
    /// Who is told.
    fn copies(&mut self, step: &Copied) -> Vec<Party>;
    /// Whether all these hold.
    fn holds(&self, tests: &[Test]) -> bool;
}

/// What happened on the way, besides the state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Told {
    /// Who was told, at which step.
    pub copies: Vec<(String, Vec<Party>)>,
    /// Steps that passed since nobody decides there.
    pub passed: Vec<String>,
}

/// Why a case does not move so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    /// The state began with another version.
    Version,
    /// It is over, or does not stand so.
    Standing,
    /// It is not this party's turn at this step.
    Turn,
    /// It cannot be returned there.
    Target,
    /// There are too many.
    Many,
}

/// Before or after the one who adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// He decides first, then it is my turn again.
    Before,
    /// I decide first, then it is his turn.
    After,
}

/// A process of one version.
#[derive(Clone, Copy)]
pub(crate) struct Process<'a> {
    /// Which.
    pub version: u32,
    /// Its steps.
    pub steps: &'a [Node],
}

/// What somebody does at a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Deed {
    /// He approves.
    Approve,
    /// He refuses: the case is over.
    Refuse,
    /// He gives it back to an earlier step, or to whoever asked.
    Return(Option<String>),
    /// He adds somebody.
    Add(Party, Place),
    /// Somebody takes his place.
    Replace(Party),
}

impl<'a> Process<'a> {
    /// A case begins, or begins anew after it was returned to whoever asked.
    pub(crate) fn start(self, answers: &mut impl Answers) -> (State, Told) {
        let state = State {
            version: self.version,
            standing: Standing::Running,
            open: Vec::new(),
            arrived: BTreeMap::new(),
            passed: BTreeSet::new(),
        };
        let mut run = Run { process: self, state, told: Told::default(), answers };
        run.resume(&[Frame { nodes: self.steps, at: 0, of: Of::Root }]);
        run.done()
    }

    /// Whoever asked begins anew what was returned to him.
    pub(crate) fn again(self, state: &State, answers: &mut impl Answers) -> Result<(State, Told), Wrong> {
        self.own(state)?;
        if state.standing != Standing::Returned {
            return Err(Wrong::Standing);
        }
        Ok(self.start(answers))
    }

    /// Whoever asked takes it back.
    pub(crate) fn withdraw(self, state: &State) -> Result<State, Wrong> {
        self.own(state)?;
        if state.standing.is_over() {
            return Err(Wrong::Standing);
        }
        Ok(ended(state, Standing::Withdrawn))
    }

    /// A party does something at a step where it is his turn.
    pub(crate) fn act(
        self,
        state: &State,
        (step, party): (&str, Party),
        deed: Deed,
        answers: &mut impl Answers,
    ) -> Result<(State, Told), Wrong> {
        self.own(state)?;
        if state.standing != Standing::Running {
            return Err(Wrong::Standing);
        }
        let at = state.open.iter().position(|open| open.step == step).ok_or(Wrong::Turn)?;
        let seats = state.open[at].seats_of(party);
        if seats.is_empty() {
            return Err(Wrong::Turn);
        }
        let mut run = Run { process: self, state: state.clone(), told: Told::default(), answers };
        match deed {
            Deed::Refuse => run.state = ended(state, Standing::Refused),
            Deed::Return(None) => run.state = ended(state, Standing::Returned),
            Deed::Return(Some(to)) => run.give_back(step, &to)?,
            Deed::Approve => run.approve(at, &seats),
            Deed::Add(new, place) => run.add(at, seats[0], new, place)?,
            Deed::Replace(new) => run.replace(at, party, new),
        }
        Ok(run.done())
    }

    fn own(self, state: &State) -> Result<(), Wrong> {
        if state.version == self.version { Ok(()) } else { Err(Wrong::Version) }
    }

    /// The steps to which it can be returned from a step, in the order in which they are drawn.
    pub(crate) fn targets(self, state: &State, step: &str) -> Vec<String> {
        let Some(from) = self.path(step) else { return Vec::new() };
        let order = self.order();
        let before = order.iter().take_while(|one| *one != step);
        let fits = |one: &&String| {
            state.passed.contains(*one)
                && self.path(one).is_some_and(|path| thread(&from).starts_with(&thread(&path)))
        };
        before.filter(fits).cloned().collect()
    }

    /// All steps at which somebody decides, in the order in which they are drawn.
    fn order(self) -> Vec<String> {
        super::process::decisions(self.steps).into_iter().map(|step| step.id.clone()).collect()
    }

    fn path(self, step: &str) -> Option<Vec<Frame<'a>>> {
        find(self.steps, Of::Root, step)
    }
}

/// The same case, over or given back: nobody decides now.
fn ended(state: &State, standing: Standing) -> State {
    State { standing, open: Vec::new(), arrived: BTreeMap::new(), ..state.clone() }
}

/// To what a row of nodes belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Of<'a> {
    Root,
    Branch,
    Arm(&'a str, usize, usize),
}

/// A place in a row.
#[derive(Clone, Copy)]
struct Frame<'a> {
    nodes: &'a [Node],
    at: usize,
    of: Of<'a>,
}

/// The way down to a step: a frame for each row, the outermost first.
fn find<'a>(nodes: &'a [Node], of: Of<'a>, step: &str) -> Option<Vec<Frame<'a>>> {
    for (at, node) in nodes.iter().enumerate() {
        let below = match node {
            Node::Decide(own) if own.id == step => Some(Vec::new()),
            Node::Decide(_) | Node::Copy(_) => None,
            Node::Branch(branch) => {
                let arms = branch.arms.iter().map(|arm| arm.steps.as_slice());
                arms.chain([branch.otherwise.as_slice()]).find_map(|arm| find(arm, Of::Branch, step))
            }
            Node::Parallel(parallel) => parallel.arms.iter().enumerate().find_map(|(number, arm)| {
                find(arm, Of::Arm(&parallel.id, number, parallel.arms.len()), step)
            }),
        };
        if let Some(below) = below {
            let mut path = vec![Frame { nodes, at, of }];
            path.extend(below);
            return Some(path);
        }
    }
    None
}

/// In which arms of which parallels a place lies: what goes on beside it does not.
fn thread<'a>(path: &[Frame<'a>]) -> Vec<(&'a str, usize)> {
    let arm = |frame: &Frame<'a>| match frame.of {
        Of::Arm(id, arm, _) => Some((id, arm)),
        Of::Root | Of::Branch => None,
    };
    path.iter().filter_map(arm).collect()
}

/// In which arms of which parallels a parallel itself lies.
fn thread_of_parallel<'a>(
    nodes: &'a [Node],
    before: &[(&'a str, usize)],
    id: &str,
) -> Option<Vec<(&'a str, usize)>> {
    nodes.iter().find_map(|node| match node {
        Node::Decide(_) | Node::Copy(_) => None,
        Node::Branch(branch) => {
            let arms = branch.arms.iter().map(|arm| arm.steps.as_slice());
            arms.chain([branch.otherwise.as_slice()]).find_map(|arm| thread_of_parallel(arm, before, id))
        }
        Node::Parallel(own) if own.id == id => Some(before.to_vec()),
        Node::Parallel(own) => own.arms.iter().enumerate().find_map(|(number, arm)| {
            thread_of_parallel(arm, &[before, &[(own.id.as_str(), number)]].concat(), id)
        }),
    })
}

/// One move.
struct Run<'a, 'w, A> {
    process: Process<'a>,
    state: State,
    told: Told,
    answers: &'w mut A,
}

impl<'a, A: Answers> Run<'a, '_, A> {
    /// Goes on at the innermost place of a path, and outwards as far as rows end.
    fn resume(&mut self, path: &[Frame<'a>]) {
        let mut path = path.to_vec();
        while let Some(frame) = path.pop() {
            if !self.row(frame.nodes, frame.at) {
                return;
            }
            if let Of::Arm(id, arm, arms) = frame.of {
                let arrived = self.state.arrived.entry(id.to_owned()).or_default();
                arrived.insert(arm);
                if arrived.len() < arms {
                    return;
                }
                self.state.arrived.remove(id);
            }
            if let Some(outer) = path.last_mut() {
                outer.at += 1;
            }
        }
        self.state.standing = Standing::Approved;
    }

    /// Goes along a row from a place; `true` where its end is reached and nobody decides on the way.
    fn row(&mut self, nodes: &'a [Node], from: usize) -> bool {
        nodes.iter().skip(from).all(|node| self.enter(node))
    }

    /// Enters a node; `true` where it is done at once.
    fn enter(&mut self, node: &'a Node) -> bool {
        match node {
            Node::Decide(step) => self.ask(step),
            Node::Copy(step) => {
                let people = self.answers.copies(step);
                self.told.copies.push((step.id.clone(), people));
                true
            }
            Node::Branch(branch) => {
                let arm = branch.arms.iter().find(|arm| self.answers.holds(&arm.when));
                self.row(arm.map_or(&branch.otherwise, |arm| &arm.steps), 0)
            }
            Node::Parallel(parallel) => {
                let ended: BTreeSet<usize> =
                    (0..parallel.arms.len()).filter(|arm| self.row(&parallel.arms[*arm], 0)).collect();
                let is_done = ended.len() == parallel.arms.len();
                if !is_done && !ended.is_empty() {
                    self.state.arrived.insert(parallel.id.clone(), ended);
                }
                is_done
            }
        }
    }

    fn ask(&mut self, step: &Decide) -> bool {
        self.state.passed.insert(step.id.clone());
        let Asked { mut parties, mode } = self.answers.deciders(step);
        let mut seen = BTreeSet::new();
        parties.retain(|party| seen.insert(*party));
        if parties.is_empty() {
            self.told.passed.push(step.id.clone());
            return true;
        }
        let seats = parties.into_iter().map(|party| vec![party]).collect();
        self.state.open.push(Open { step: step.id.clone(), mode, seats });
        false
    }

    fn approve(&mut self, at: usize, seats: &[usize]) {
        let open = &mut self.state.open[at];
        for seat in seats {
            open.seats[*seat].remove(0);
        }
        if !open.is_decided() {
            return;
        }
        let step = self.state.open.remove(at).step;
        let Some(mut path) = self.process.path(&step) else { return };
        if let Some(frame) = path.last_mut() {
            frame.at += 1;
        }
        self.resume(&path);
    }

    fn add(&mut self, at: usize, seat: usize, new: Party, place: Place) -> Result<(), Wrong> {
        let open = &mut self.state.open[at];
        if open.seats.iter().flatten().any(|party| *party == new) {
            return Err(Wrong::Target);
        }
        let queue = &mut open.seats[seat];
        if queue.len() >= QUEUE_MAX {
            return Err(Wrong::Many);
        }
        queue.insert(if place == Place::Before { 0 } else { 1 }, new);
        Ok(())
    }

    /// Somebody takes another's place wherever he has one at this step; where he sat already he does so once.
    fn replace(&mut self, at: usize, old: Party, new: Party) {
        for queue in &mut self.state.open[at].seats {
            for party in queue.iter_mut().filter(|party| **party == old) {
                *party = new;
            }
            queue.dedup();
        }
    }

    fn give_back(&mut self, from: &str, to: &str) -> Result<(), Wrong> {
        if !self.process.targets(&self.state, from).iter().any(|one| one == to) {
            return Err(Wrong::Target);
        }
        let path = self.process.path(to).ok_or(Wrong::Target)?;
        let (process, own) = (self.process, thread(&path));
        let is_within = |step: &str| process.path(step).is_some_and(|one| thread(&one).starts_with(&own));
        self.state.open.retain(|open| !is_within(&open.step));
        self.state.arrived.retain(|id, _| {
            !thread_of_parallel(process.steps, &[], id).is_some_and(|one| one.starts_with(&own))
        });
        let later: BTreeSet<String> = process.order().into_iter().skip_while(|step| step != to).collect();
        self.state.passed.retain(|step| !(later.contains(step) && is_within(step)));
        self.resume(&path);
        Ok(())
    }

    fn done(mut self) -> (State, Told) {
        if self.state.standing.is_over() {
            self.state = ended(&self.state, self.state.standing);
        }
        let order = self.process.order();
        self.state.open.sort_by_key(|open| order.iter().position(|step| *step == open.step));
        (self.state, self.told)
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
