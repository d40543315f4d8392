//! What somebody does whose turn it is: approve, refuse, return, add another, give it to another; and what anybody says who takes part.

use ground::{Caller, Fault, Member, PersonId};
use yard::House;

use super::asking::TRIES;
use super::chain::Act;
use super::engine::{Deed, Party, Place, Told};
use super::matter::{self, Matter, Move, Note, knows};
use super::seeing::{self, Looks};
use super::{CaseId, CaseRow, Refusal, resource, settings, taking};

/// What he does.
#[derive(Clone)]
pub(super) enum Wish {
    Approve,
    Refuse,
    /// To a step, or to whoever asked.
    Return(Option<String>),
    Add(PersonId, Place),
    Delegate(PersonId),
}

impl Wish {
    const fn act(&self) -> Act {
        match self {
            Self::Approve => Act::Approved,
            Self::Refuse => Act::Refused,
            Self::Return(_) => Act::Returned,
            Self::Add(..) => Act::Added,
            Self::Delegate(_) => Act::Delegated,
        }
    }

    const fn whom(&self) -> Option<PersonId> {
        match self {
            Self::Add(person, _) | Self::Delegate(person) => Some(*person),
            Self::Approve | Self::Refuse | Self::Return(_) => None,
        }
    }
}

/// A case in hand, for somebody who takes part in it or runs the organisation; to everybody else it is unknown.
pub(super) async fn seen(
    house: &House,
    who: Member,
    act: &'static str,
    case: CaseId,
) -> Result<Matter, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let rows = matter::rows(&mut view, who.org, case).await?.ok_or(Refusal::Unknown)?;
    let runs = view.permit(who, "org.administer", &resource(who.org)).is_ok();
    drop(view);
    if !rows.has(who.person) && !runs {
        return Err(Refusal::Unknown);
    }
    let mut matter = matter::open(house, &Caller::from(who), act, rows).await?;
    let part = matter.part_of(who.person);
    let looks =
        Looks { is_free: runs || part.is_some_and(|part| part.asks), party: part.map(|part| part.party) };
    matter.hidden = seeing::hidden(&matter.definition, &matter.row.state, looks);
    Ok(matter)
}

/// What he decides on, as he saw it.
pub(super) struct At<'a> {
    pub case: CaseId,
    /// At which step; where he has one turn alone, that.
    pub step: Option<&'a str>,
    /// The mark of what was filled in when he looked.
    pub seen: &'a str,
}

/// The mark of what is filled in: whoever decides says which he saw. It hangs on a key of the house, so that nobody who has it finds by
/// trying what is hidden from him or masked.
pub(super) fn mark(house: &House, case: CaseId, written: &str) -> String {
    let index = house.vault.index(&CaseRow::BODY, &format!("{case} seen {written}"));
    super::chain::hex(&index[..8])
}

/// Does it.
pub(super) async fn act(
    house: &House,
    who: Member,
    at: &At<'_>,
    wish: &Wish,
    opinion: Option<&str>,
) -> Result<(), Refusal> {
    let opinion = settings::opinion(opinion, matches!(wish, Wish::Refuse | Wish::Return(_)))?;
    for _ in 0..TRIES {
        let matter = seen(house, who, "approval.decide", at.case).await?;
        let (step, party) = turn(house, who, &matter, at)?;
        let more: Vec<PersonId> = wish.whom().into_iter().collect();
        let facts = matter.facts(house, &more).await?;
        let is_fit = |one: PersonId| one != who.person && !facts.asks(one) && facts.members.contains(&one);
        if wish.whom().is_some_and(|one| !is_fit(one)) {
            return Err(Refusal::Member);
        }
        if matches!(wish, Wish::Approve) {
            let lacking = matter.lacking(&step, &facts);
            if !lacking.is_empty() {
                return Err(Refusal::Filled(lacking));
            }
            is_covered(house, &matter).await?;
        }
        let mut parties = matter.parties();
        let (deed, to) = match wish {
            Wish::Approve => (Deed::Approve, None),
            Wish::Refuse => (Deed::Refuse, None),
            Wish::Return(to) => (Deed::Return(to.clone()), to.clone()),
            Wish::Add(person, place) => (Deed::Add(parties.number(*person), *place), None),
            Wish::Delegate(person) => (Deed::Replace(parties.number(*person)), None),
        };
        let place = (step.as_str(), party);
        let mut knows = knows(&matter, &facts, &mut parties);
        let (state, told) = matter.process().act(&matter.row.state, place, deed, &mut knows)?;
        let note = Note {
            by: Some(who.person),
            step: Some(step.clone()),
            to,
            whom: wish.whom(),
            opinion: opinion.clone(),
            ..Note::default()
        };
        let moved = Move { act: wish.act(), state, told, parties, note };
        let ready = matter::ready(house, &matter, moved).await?;
        if matter::settled(house, Some((who, "org.read")), &ready).await? {
            return Ok(());
        }
    }
    Err(Refusal::Stale)
}

/// At which step somebody does something, and his number, where it is his turn there and he saw what is filled in now.
pub(super) fn turn(
    house: &House,
    who: Member,
    matter: &Matter,
    at: &At<'_>,
) -> Result<(String, Party), Refusal> {
    let party = matter.part_of(who.person).ok_or(Refusal::Turn)?.party;
    if matter.row.state.standing.is_over() {
        return Err(Refusal::Standing);
    }
    let turns = matter.turns_of(party);
    let step = match at.step {
        Some(step) => turns.into_iter().find(|one| one == step).ok_or(Refusal::Turn)?,
        // Of several he says which: what he did not look at is not decided by chance.
        None if turns.len() > 1 => return Err(Refusal::Step),
        None => turns.into_iter().next().ok_or(Refusal::Turn)?,
    };
    if mark(house, matter.row.id, &matter.written) != at.seen {
        return Err(Refusal::Stale);
    }
    Ok((step, party))
}

async fn is_covered(house: &House, matter: &Matter) -> Result<(), Refusal> {
    match covered(house, matter).await? {
        None => Ok(()),
        Some("balance") => Err(Refusal::Balance),
        Some(_) => Err(Refusal::Leave),
    }
}

/// What is wrong with what the case takes of a ledger of leave: of a kind of which no more is taken than there is it is not there any
/// longer, no kind is called so, or its days are taken. That meanwhile nothing would be worked on them is not wrong.
pub(super) async fn covered(house: &House, matter: &Matter) -> Result<Option<&'static str>, Fault> {
    let Some(asker) = matter.asker().filter(|part| !part.is_former) else { return Ok(None) };
    let by = (&Caller::Program("approval.decide"), "approval.decide");
    let whose = (matter.row.org, asker.person);
    let asked = (&matter.definition, &matter.content.values);
    let (_, wrong) = taking::weighed(house, by, whose, asked).await?;
    Ok(wrong.map(|one| one.why).filter(|why| *why != "nothing"))
}

/// Says something, or notes that somebody looked at what is masked: the case stands as before.
pub(super) async fn note(
    house: &House,
    who: Member,
    (case, act): (CaseId, Act),
    (field, opinion): (Option<String>, Option<String>),
) -> Result<Matter, Refusal> {
    for _ in 0..TRIES {
        let matter = seen(house, who, "approval.note", case).await?;
        let part = matter.part_of(who.person).ok_or(Refusal::Turn)?;
        // Whoever was told only sees what is masked as it is.
        if act == Act::Looked && !(part.asks || part.waits || part.decided) {
            return Err(Refusal::Turn);
        }
        if let Some(id) = &field
            && (matter.hidden.contains(id) || !matter.definition.masked().any(|one| one.id == *id))
        {
            return Err(Refusal::FileUnknown);
        }
        let (state, parties) = (matter.row.state.clone(), matter.parties());
        let (field, opinion) = (field.clone(), opinion.clone());
        let note = Note { by: Some(who.person), field, opinion, ..Note::default() };
        let moved = Move { act, state, told: Told::default(), parties, note };
        let ready = matter::ready(house, &matter, moved).await?;
        if matter::settled(house, Some((who, "org.read")), &ready).await? {
            return Ok(matter);
        }
    }
    Err(Refusal::Stale)
}
