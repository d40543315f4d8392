//! Random processes, run to their ends against a reference that is written in another way: what is left of a process is a tree
//! that each deed rewrites, where the engine keeps a list of open steps.

use super::super::form::{Op, Test};
use super::super::process::{Arm, Branch, Copied, Decide, IfNobody, Mode, Node, Parallel, WhenLate, Who};
use super::*;

/// Processes of the great run.
const PROCESSES: u64 = 3_000;
/// Deeds of one case, at most; a case that only approves needs far fewer.
const DEEDS: usize = 60;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40).unwrap() % sides.max(1)
    }
}

fn decide(id: String, mode: Mode) -> Node {
    let who = vec![Who::Administrators];
    let (if_nobody, when_late) = (IfNobody::Pass, WhenLate::Remind);
    let (name, hours, hidden, editable) = (id.clone(), None, Vec::new(), Vec::new());
    Node::Decide(Decide { name, id, who, mode, if_nobody, hours, when_late, hidden, editable })
}

fn row(dice: &mut Dice, depth: usize, next: &mut usize) -> Vec<Node> {
    let length = dice.below(4);
    (0..length).map(|_| node(dice, depth, next)).collect()
}

fn node(dice: &mut Dice, depth: usize, next: &mut usize) -> Node {
    *next += 1;
    let id = format!("n{next}");
    match dice.below(if depth < 4 { 8 } else { 4 }) {
        0 => Node::Copy(Copied { name: id.clone(), id, who: vec![Who::Asker] }),
        1..=3 => decide(id, [Mode::Any, Mode::All, Mode::Sequence][dice.below(3)]),
        4 | 5 => {
            let arms = (0..=dice.below(2))
                .map(|arm| Arm {
                    name: "way".into(),
                    when: vec![Test { field: format!("{id}_{arm}"), op: Op::Eq, value: "1".into() }],
                    steps: row(dice, depth + 1, next),
                })
                .collect();
            Node::Branch(Branch { id, arms, otherwise: row(dice, depth + 1, next) })
        }
        _ => {
            let arms = (0..2 + dice.below(2)).map(|_| row(dice, depth + 1, next)).collect();
            Node::Parallel(Parallel { id, arms })
        }
    }
}

fn process(dice: &mut Dice) -> Vec<Node> {
    let mut next = 0;
    (0..1 + dice.below(5)).map(|_| node(dice, 0, &mut next)).collect()
}

/// Who decides and what holds, by the name alone.
struct Fixed(u64);

fn mark(seed: u64, name: &str) -> u64 {
    name.bytes()
        .fold(seed | 1, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3) ^ sum >> 29)
}

impl Answers for Fixed {
    fn deciders(&mut self, step: &Decide) -> Asked {
        let mark = mark(self.0, &step.id);
        let parties = (0..mark % 4).map(|at| ((mark >> (8 + at * 3)) % 7) as Party).collect();
        Asked { parties, mode: step.mode }
    }

    fn copies(&mut self, _: &Copied) -> Vec<Party> {
        vec![0]
    }

    fn holds(&self, tests: &[Test]) -> bool {
        tests.iter().all(|test| mark(self.0, &test.field).is_multiple_of(2))
    }
}

/// What is left of a process.
#[derive(Clone)]
enum Rest<'a> {
    Wait { step: &'a Decide, seats: Vec<Vec<Party>> },
    Row { all: &'a [Node], at: usize, now: Box<Rest<'a>> },
    Both { node: &'a Parallel, arms: Vec<Option<Rest<'a>>> },
}

/// The reference.
struct Reference<'a> {
    root: &'a [Node],
    rest: Option<Rest<'a>>,
    reached: BTreeSet<String>,
    standing: Standing,
    answers: Fixed,
}

fn has(nodes: &[Node], step: &str) -> bool {
    super::super::process::decisions(nodes).iter().any(|one| one.id == step)
}

/// Steps of a row that lie in no parallel within it, in order.
fn straight(nodes: &[Node]) -> Vec<&Decide> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Decide(step) => vec![step],
            Node::Branch(branch) => {
                let arms = branch.arms.iter().flat_map(|arm| straight(&arm.steps));
                arms.chain(straight(&branch.otherwise)).collect()
            }
            Node::Copy(_) | Node::Parallel(_) => Vec::new(),
        })
        .collect()
}

impl<'a> Reference<'a> {
    fn start(root: &'a [Node], answers: Fixed) -> Self {
        let mut new =
            Self { root, rest: None, reached: BTreeSet::new(), standing: Standing::Running, answers };
        new.rest = new.begin_row(root, 0);
        new.settle();
        new
    }

    fn settle(&mut self) {
        if self.rest.is_none() && self.standing == Standing::Running {
            self.standing = Standing::Approved;
        }
    }

    fn begin_row(&mut self, all: &'a [Node], from: usize) -> Option<Rest<'a>> {
        (from..all.len()).find_map(|at| {
            let now = self.begin(&all[at])?;
            Some(Rest::Row { all, at, now: Box::new(now) })
        })
    }

    fn begin(&mut self, node: &'a Node) -> Option<Rest<'a>> {
        match node {
            Node::Copy(_) => None,
            Node::Decide(step) => {
                self.reached.insert(step.id.clone());
                let mut seats: Vec<Vec<Party>> = Vec::new();
                for party in self.answers.deciders(step).parties {
                    if !seats.contains(&vec![party]) {
                        seats.push(vec![party]);
                    }
                }
                (!seats.is_empty()).then_some(Rest::Wait { step, seats })
            }
            Node::Branch(branch) => {
                let fits = |arm: &&Arm| self.answers.holds(&arm.when);
                let way = branch.arms.iter().find(fits).map_or(&branch.otherwise, |arm| &arm.steps);
                self.begin_row(way, 0)
            }
            Node::Parallel(node) => {
                let arms: Vec<_> = node.arms.iter().map(|arm| self.begin_row(arm, 0)).collect();
                arms.iter().any(Option::is_some).then_some(Rest::Both { node, arms })
            }
        }
    }

    fn approve(&mut self, rest: Rest<'a>, to: &str, party: Party) -> Option<Rest<'a>> {
        match rest {
            Rest::Wait { step, mut seats } => {
                if step.id == to {
                    let turn = seats.iter().position(|seat| !seat.is_empty());
                    for (at, seat) in seats.iter_mut().enumerate() {
                        let is_turn = step.mode != Mode::Sequence || Some(at) == turn;
                        if is_turn && seat.first() == Some(&party) {
                            seat.remove(0);
                        }
                    }
                    let empty = seats.iter().filter(|seat| seat.is_empty()).count();
                    if empty == seats.len() || (step.mode == Mode::Any && empty > 0) {
                        return None;
                    }
                }
                Some(Rest::Wait { step, seats })
            }
            Rest::Row { all, at, now } => match self.approve(*now, to, party) {
                Some(now) => Some(Rest::Row { all, at, now: Box::new(now) }),
                None => self.begin_row(all, at + 1),
            },
            Rest::Both { node, arms } => {
                let arms: Vec<_> =
                    arms.into_iter().map(|arm| arm.and_then(|arm| self.approve(arm, to, party))).collect();
                arms.iter().any(Option::is_some).then_some(Rest::Both { node, arms })
            }
        }
    }

    /// Where it can be returned from a step: what was reached before it in its own row, and in the rows around it.
    fn targets(&self, from: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut rows: Vec<&[Node]> = vec![self.root];
        while let Some(row) = rows.pop() {
            let order = super::super::process::decisions(row);
            let place = order.iter().position(|step| step.id == from).unwrap_or(0);
            let before: BTreeSet<&str> = order[..place].iter().map(|step| step.id.as_str()).collect();
            found.extend(
                straight(row).iter().filter(|one| before.contains(one.id.as_str())).map(|one| one.id.clone()),
            );
            rows.extend(inner(row, from));
        }
        found.retain(|one| self.reached.contains(one));
        found
    }

    fn give_back(&mut self, from: &str, to: &str) {
        let mut row = self.root;
        while !straight(row).iter().any(|step| step.id == to) {
            row = inner(row, from).unwrap();
        }
        let later: Vec<String> = super::super::process::decisions(row)
            .iter()
            .map(|step| step.id.clone())
            .skip_while(|step| step != to)
            .collect();
        self.reached.retain(|step| !later.contains(step));
        let rest = self.rest.take().unwrap();
        self.rest = self.rewind(rest, row, to);
        self.settle();
    }

    /// Puts a new rest of this row in the place of its old one.
    fn rewind(&mut self, rest: Rest<'a>, row: &[Node], to: &str) -> Option<Rest<'a>> {
        match rest {
            Rest::Row { all, .. } if std::ptr::eq(all, row) => self.from(all, to),
            Rest::Row { all, at, now } => match self.rewind(*now, row, to) {
                Some(now) => Some(Rest::Row { all, at, now: Box::new(now) }),
                None => self.begin_row(all, at + 1),
            },
            Rest::Both { node, arms } => {
                let own = node.arms.iter().position(|arm| has(arm, to)).unwrap_or(usize::MAX);
                let arms: Vec<_> = arms
                    .into_iter()
                    .enumerate()
                    .map(
                        |(at, arm)| {
                            if at == own { arm.and_then(|arm| self.rewind(arm, row, to)) } else { arm }
                        },
                    )
                    .collect();
                arms.iter().any(Option::is_some).then_some(Rest::Both { node, arms })
            }
            wait @ Rest::Wait { .. } => Some(wait),
        }
    }

    fn from(&mut self, all: &'a [Node], to: &str) -> Option<Rest<'a>> {
        let at = all.iter().position(|node| has(std::slice::from_ref(node), to))?;
        match &all[at] {
            Node::Branch(branch) => {
                let mut ways = branch.arms.iter().map(|arm| &arm.steps).chain([&branch.otherwise]);
                let way = ways.find(|way| has(way, to))?;
                match self.from(way, to) {
                    Some(now) => Some(Rest::Row { all, at, now: Box::new(now) }),
                    None => self.begin_row(all, at + 1),
                }
            }
            _ => self.begin_row(all, at),
        }
    }

    fn waiting(&self) -> BTreeSet<(String, Party)> {
        let mut found = BTreeSet::new();
        let mut rests: Vec<&Rest<'_>> = self.rest.iter().collect();
        while let Some(rest) = rests.pop() {
            match rest {
                Rest::Wait { step, seats } => {
                    let fronts = seats.iter().filter_map(|seat| seat.first());
                    let most = if step.mode == Mode::Sequence { 1 } else { usize::MAX };
                    found.extend(fronts.take(most).map(|party| (step.id.clone(), *party)));
                }
                Rest::Row { now, .. } => rests.push(now),
                Rest::Both { arms, .. } => rests.extend(arms.iter().flatten()),
            }
        }
        found
    }
}

/// The arm of a parallel of this row in which a step lies.
fn inner<'a>(row: &'a [Node], step: &str) -> Option<&'a [Node]> {
    row.iter().find_map(|node| match node {
        Node::Decide(_) | Node::Copy(_) => None,
        Node::Parallel(own) => own.arms.iter().find(|arm| has(arm, step)).map(Vec::as_slice),
        Node::Branch(branch) => {
            let ways = branch.arms.iter().map(|arm| arm.steps.as_slice());
            ways.chain([branch.otherwise.as_slice()]).find_map(|way| inner(way, step))
        }
    })
}

fn engine_waits(state: &State) -> BTreeSet<(String, Party)> {
    state.waiting().into_iter().map(|(step, party)| (step.to_owned(), party)).collect()
}

fn seats_of<'r>(rest: &'r mut Rest<'_>, to: &str) -> Option<&'r mut Vec<Vec<Party>>> {
    match rest {
        Rest::Wait { step, seats } => (step.id == to).then_some(seats),
        Rest::Row { now, .. } => seats_of(now, to),
        Rest::Both { arms, .. } => arms.iter_mut().flatten().find_map(|arm| seats_of(arm, to)),
    }
}

/// Both do the same deed, chosen by the dice; answers the new state.
fn both(
    dice: &mut Dice,
    own: (Process<'_>, &State),
    reference: &mut Reference<'_>,
    (step, party): (&str, Party),
) -> State {
    let (process, state) = own;
    let seed = reference.answers.0;
    let targets = process.targets(state, step);
    assert_eq!(
        targets.iter().cloned().collect::<BTreeSet<_>>(),
        reference.targets(step),
        "targets from {step}"
    );
    let chosen = dice.below(12);
    let deed = match chosen {
        0 if !targets.is_empty() => Deed::Return(Some(targets[dice.below(targets.len())].clone())),
        1 => Deed::Replace(7 + party % 3),
        2 => Deed::Add(20 + party, if dice.below(2) == 0 { Place::Before } else { Place::After }),
        3 if dice.below(6) == 0 => Deed::Refuse,
        _ => Deed::Approve,
    };
    let acted = process.act(state, (step, party), deed.clone(), &mut Fixed(seed));
    match &deed {
        Deed::Approve => {
            let rest = reference.rest.take().unwrap();
            reference.rest = reference.approve(rest, step, party);
            reference.settle();
        }
        Deed::Return(Some(to)) => reference.give_back(step, to),
        Deed::Refuse => (reference.rest, reference.standing) = (None, Standing::Refused),
        Deed::Replace(new) => {
            for seat in seats_of(reference.rest.as_mut().unwrap(), step).unwrap() {
                *seat = seat.iter().map(|one| if *one == party { *new } else { *one }).collect();
                seat.dedup();
            }
        }
        Deed::Add(new, place) => {
            let seats = seats_of(reference.rest.as_mut().unwrap(), step).unwrap();
            if seats.iter().flatten().any(|one| one == new) {
                assert_eq!(acted, Err(Wrong::Target));
                return state.clone();
            }
            let seat = seats.iter_mut().find(|seat| seat.first() == Some(&party)).unwrap();
            seat.insert(usize::from(*place == Place::After), *new);
        }
        Deed::Return(None) => unreachable!("not drawn"),
    }
    acted.unwrap().0
}

#[test]
fn random_processes_run_as_the_reference_says_and_none_is_stuck() {
    let (mut ended, mut deeds, mut returned) = (0, 0, 0);
    for seed in 1..=PROCESSES {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let steps = process(&mut dice);
        let process = Process { version: 1, steps: &steps };
        let (mut state, _) = process.start(&mut Fixed(seed));
        let mut reference = Reference::start(&steps, Fixed(seed));
        for turn in 0.. {
            assert_eq!(state.standing, reference.standing, "seed {seed}, turn {turn}");
            let waits = engine_waits(&state);
            assert_eq!(waits, reference.waiting(), "seed {seed}, turn {turn}");
            if state.standing != Standing::Running {
                assert!(state.open.is_empty() && state.arrived.is_empty());
                break;
            }
            assert!(!waits.is_empty(), "seed {seed}: a case that runs waits for somebody");
            let (step, party) = waits.iter().nth(dice.below(waits.len())).unwrap().clone();
            let before = state.passed.clone();
            // After so many deeds everybody approves: then the end comes, whatever was done before.
            state = if turn < DEEDS {
                both(&mut dice, (process, &state), &mut reference, (&step, party))
            } else {
                let rest = reference.rest.take().unwrap();
                reference.rest = reference.approve(rest, &step, party);
                reference.settle();
                process.act(&state, (&step, party), Deed::Approve, &mut Fixed(seed)).unwrap().0
            };
            returned += usize::from(!state.passed.is_superset(&before));
            deeds += 1;
            assert!(turn < DEEDS + 2_000, "seed {seed}: no end");
        }
        ended += 1;
    }
    assert_eq!(ended, PROCESSES);
    assert!(deeds > 10_000 && returned > 150, "the run tries much: {deeds} deeds, {returned} returns");
}

/// Cases of two versions go on side by side, each by its own; a state of one is refused by the other.
#[test]
fn versions_never_mix() {
    for seed in 1..=500 {
        let mut dice = Dice(seed * 77 + 1);
        let (old, new) = (process(&mut dice), process(&mut dice));
        let (first, second) = (Process { version: 1, steps: &old }, Process { version: 2, steps: &new });
        let (mut state, _) = first.start(&mut Fixed(seed));
        while let Some((step, party)) =
            state.waiting().first().map(|(step, party)| ((*step).to_owned(), *party))
        {
            let at = (step.as_str(), party);
            assert_eq!(second.act(&state, at, Deed::Approve, &mut Fixed(seed)), Err(Wrong::Version));
            assert_eq!(second.withdraw(&state), Err(Wrong::Version));
            state = first.act(&state, at, Deed::Approve, &mut Fixed(seed)).unwrap().0;
            let known = super::super::process::decisions(&old);
            assert!(state.passed.iter().all(|step| known.iter().any(|one| one.id == *step)));
        }
        assert_eq!((state.version, state.standing), (1, Standing::Approved));
    }
}

struct Two;

impl Answers for Two {
    fn deciders(&mut self, step: &Decide) -> Asked {
        Asked { parties: vec![1, 2], mode: step.mode }
    }

    fn copies(&mut self, _: &Copied) -> Vec<Party> {
        vec![3]
    }

    fn holds(&self, _: &[Test]) -> bool {
        true
    }
}

#[test]
fn whoever_decides_second_is_told_that_it_is_no_longer_his() {
    let steps = [decide("one".into(), Mode::Any)];
    let process = Process { version: 1, steps: &steps };
    let (state, _) = process.start(&mut Two);
    let (done, _) = process.act(&state, ("one", 1), Deed::Approve, &mut Two).unwrap();
    assert_eq!(done.standing, Standing::Approved);
    assert_eq!(process.act(&done, ("one", 2), Deed::Approve, &mut Two), Err(Wrong::Standing));
    assert_eq!(process.act(&state, ("one", 3), Deed::Approve, &mut Two), Err(Wrong::Turn));
    assert_eq!(process.act(&state, ("two", 1), Deed::Approve, &mut Two), Err(Wrong::Turn));
}

#[test]
fn one_after_another_waits_for_the_first_and_a_refusal_ends_all() {
    let steps = [decide("one".into(), Mode::Sequence), decide("two".into(), Mode::All)];
    let process = Process { version: 1, steps: &steps };
    let (state, _) = process.start(&mut Two);
    assert_eq!(state.waiting(), [("one", 1)]);
    assert_eq!(process.act(&state, ("one", 2), Deed::Approve, &mut Two), Err(Wrong::Turn));
    let state = process.act(&state, ("one", 1), Deed::Approve, &mut Two).unwrap().0;
    assert_eq!(state.waiting(), [("one", 2)]);
    let state = process.act(&state, ("one", 2), Deed::Approve, &mut Two).unwrap().0;
    assert_eq!(state.waiting(), [("two", 1), ("two", 2)]);
    let back = process.act(&state, ("two", 1), Deed::Return(Some("one".into())), &mut Two).unwrap().0;
    assert_eq!(back.waiting(), [("one", 1)]);
    let given = process.act(&state, ("two", 2), Deed::Return(None), &mut Two).unwrap().0;
    assert_eq!((given.standing, given.open.len()), (Standing::Returned, 0));
    assert_eq!(process.again(&given, &mut Two).unwrap().0.waiting(), [("one", 1)]);
    let refused = process.act(&state, ("two", 2), Deed::Refuse, &mut Two).unwrap().0;
    assert_eq!(refused.standing, Standing::Refused);
    assert_eq!(process.withdraw(&refused), Err(Wrong::Standing));
}
