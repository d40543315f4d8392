//! What keepers do with cases, and what those do whom a case names.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Caller, Ctx, Person, PersonId};
use policy::{Lang, Purpose};
use std::collections::BTreeSet;
use vault::Subject;

use super::rules::{self, AfterMe, Kind, PAPERS_MAX, PEOPLE_MAX, State};
use super::store::{self, DisclosureRow, New, PaperRow};
use super::views::{
    CaseBrief, CasePerson, CaseView, CloseWish, Facts, GroundsView, MyCase, OpenWish, Opened, PaperView,
    titled,
};
use super::{DisclosureId, PaperId, Refusal, after, fields, release, resource};
use crate::House;
use crate::access::the_house;
use crate::account::{NumberRow, Phone, store as accounts};
use crate::notice::{self, Notice};

/// Cases shown at once.
const SHOWN_MAX: u32 = 200;

/// The grounds that hold here, and what a case may name.
pub(super) async fn grounds(house: &House, who: Person, lang: Lang) -> Result<GroundsView, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "disclosure.open", &the_house())?;
    let conduct = house.policy.conduct();
    let fields = rules::FIELDS.iter().map(|category| category.id().to_owned()).collect();
    let (r#use, share) = (titled(&conduct.use_grounds, lang), titled(&conduct.share_grounds, lang));
    let identity = titled(&conduct.identity_cases, lang);
    let verified = rules::VERIFIED.iter().map(|category| category.id().to_owned()).collect();
    Ok(GroundsView { r#use, share, identity, verified, fields })
}

/// Opens a case. The other keepers are told that it waits; where it stands on consent, so are its people.
pub(super) async fn open(house: &House, who: Person, wish: OpenWish) -> Result<Opened, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "disclosure.open", &the_house())?;
    rules::ground(wish.kind, wish.ground.as_deref(), house.policy.conduct())?;
    let fields = rules::fields(wish.kind, &wish.fields)?;
    let identity_case = wish.identity_case.as_deref().filter(|code| !code.is_empty());
    rules::identity_case(wish.kind, &fields, identity_case, house.policy.conduct())?;
    rules::facts(wish.kind, &wish.facts)?;
    let people = named(&mut cx, house, &wish.people).await?;
    if wish.kind == Kind::Heir {
        after::heed(house, people.iter().copied(), |wish| wish != AfterMe::Nobody).await?;
    }
    let id = DisclosureId::fresh(cx.clock());
    let number = store::next_number(&mut cx).await?;
    let facts = house.vault.seal(&DisclosureRow::FACTS, Subject::House, id.bytes(), &wish.facts).await?;
    let (kind, ground, opened_by) = (wish.kind, wish.ground.as_deref(), who.person);
    let fields = &fields;
    store::add(&mut cx, New { id, number, kind, ground, identity_case, fields, opened_by, facts: &facts })
        .await?;
    for person in &people {
        store::add_person(&mut cx, id, *person).await?;
    }
    let waits = Notice::new("disclosure.review").with("number", number.to_string());
    notice::tell_keepers(&mut cx, house, &waits).await?;
    if rules::asks(kind, ground) {
        let asked = Notice::new("disclosure.asked")
            .with("number", number.to_string())
            .about("to", wish.facts.to.as_str())
            .about("why", wish.facts.why.as_str());
        for person in &people {
            notice::tell(&mut cx, house, *person, &asked).await?;
        }
    }
    cx.commit().await?;
    Ok(Opened { id, number })
}

/// The people that a wish names, by account or number; each once.
async fn named(cx: &mut Ctx, house: &House, wished: &[String]) -> Result<BTreeSet<PersonId>, Refusal> {
    if wished.is_empty() || wished.len() > PEOPLE_MAX {
        return Err(Refusal::PeopleWrong);
    }
    let mut people = BTreeSet::new();
    for word in wished {
        let person = match word.parse::<PersonId>() {
            Ok(id) => store::has_account(cx, id).await?.then_some(id),
            Err(_) => {
                let phone = Phone::read(word).ok_or(Refusal::PeopleWrong)?;
                let index = house.vault.index(&NumberRow::PHONE, phone.e164());
                accounts::person_by_phone(cx, index).await?.map(|person| person.id)
            }
        };
        people.insert(person.ok_or(Refusal::PeopleWrong)?);
    }
    Ok(people)
}

/// Cases, newest first; the list names nobody and opens nothing.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<DisclosureRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "disclosure.open", &the_house())?;
    Ok(store::list(&mut view, SHOWN_MAX).await?)
}

/// A case with its papers.
pub(super) async fn read(house: &House, who: Person, id: DisclosureId) -> Result<CaseView, Refusal> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let case = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(caller.clone(), "disclosure.read", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    let people = store::people(&mut view, id).await?;
    let rows = store::papers(&mut view, id).await?;
    drop(view);
    let facts = fields::facts_of(house, &caller, "disclosure.read", &case).await?;
    let look = house.vault.look(&caller, Purpose::Disclosure).act("disclosure.read");
    let silence = match &case.silence {
        Some(sealed) => Some(look.open(sealed).await?.into_inner()),
        None => None,
    };
    let opened = look.open_many(rows.iter().map(|row| &row.content)).await?;
    let paper = |(row, content): (&PaperRow, vault::Opened<Vec<u8>>)| PaperView {
        id: row.id,
        filed_at: row.filed_at,
        content: BASE64.encode(&*content),
    };
    Ok(CaseView {
        brief: CaseBrief::from(&case),
        opened_by: case.opened_by,
        reviewed_by: case.reviewed_by,
        reviewed_at: case.reviewed_at,
        facts,
        silence,
        people: people.iter().map(CasePerson::from).collect(),
        papers: rows.iter().zip(opened).map(paper).collect(),
    })
}

/// Files a paper in a case that is open.
pub(super) async fn file(
    house: &House,
    who: Person,
    id: DisclosureId,
    content: &[u8],
) -> Result<PaperId, Refusal> {
    let mut cx = house.db.begin().await?;
    let case = lock(&mut cx, who, id).await?;
    if case.state != State::Open || store::count_papers(&mut cx, id).await? >= PAPERS_MAX {
        return Err(Refusal::StateWrong);
    }
    if !rules::is_paper(content) {
        return Err(Refusal::PaperWrong);
    }
    let paper = PaperId::fresh(cx.clock());
    let sealed =
        house.vault.seal(&PaperRow::CONTENT, Subject::House, paper.bytes(), &content.to_vec()).await?;
    store::add_paper(&mut cx, (id, paper), who.person, &sealed).await?;
    cx.commit().await?;
    Ok(paper)
}

async fn lock(cx: &mut Ctx, who: Person, id: DisclosureId) -> Result<DisclosureRow, Refusal> {
    let case = store::lock(cx, id).await?.ok_or(Refusal::Unknown)?;
    cx.permit(who, "disclosure.handle", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    Ok(case)
}

/// A second keeper's word.
pub(super) async fn review(
    house: &House,
    who: Person,
    id: DisclosureId,
    approve: bool,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let case = lock(&mut cx, who, id).await?;
    let is_in_it = store::people_now(&mut cx, id).await?.iter().any(|one| one.person == who.person);
    let papers = store::count_papers(&mut cx, id).await?;
    rules::review(case.kind, case.state, case.opened_by == who.person, is_in_it, papers)?;
    let state = if approve { State::Reviewed } else { State::Refused };
    store::reviewed(&mut cx, id, who.person, state).await?;
    Ok(cx.commit().await?)
}

/// Closes a case: released, refused, or dropped by another keeper before anything was released.
pub(super) async fn close(
    house: &House,
    who: Person,
    id: DisclosureId,
    wish: CloseWish,
) -> Result<(), Refusal> {
    let caller = Caller::from(who);
    let mut cx = house.db.begin().await?;
    let case = lock(&mut cx, who, id).await?;
    if matches!(case.state, State::Open | State::Reviewed) {
        drop_case(&mut cx, house, who, &case).await?;
    }
    let silence = match (case.state, wish.tell) {
        (State::Open | State::Reviewed, _) => Some(rules::silence(wish.reason.as_deref())?),
        (State::Released, true) => None,
        (State::Released, false) => Some(rules::silence(wish.reason.as_deref())?),
        // Nothing was released: there is nothing to tell.
        (State::Refused, _) => Some("refused".to_owned()),
        (State::Closed, _) => return Err(Refusal::StateWrong),
    };
    let silence = match silence {
        Some(why) => Some(house.vault.seal(&DisclosureRow::SILENCE, Subject::House, id.bytes(), &why).await?),
        None => {
            let facts = fields::facts_of(house, &caller, "disclosure.close", &case).await?;
            tell(&mut cx, house, &case, &facts).await?;
            None
        }
    };
    store::close(&mut cx, id, who.person, silence.as_ref()).await?;
    Ok(cx.commit().await?)
}

/// A case of which nothing was released is dropped by a keeper who did not open it and stands not in it; the keepers are
/// told, and whoever was asked. Where a house has one keeper, he drops his own.
async fn drop_case(cx: &mut Ctx, house: &House, who: Person, case: &DisclosureRow) -> Result<(), Refusal> {
    let is_in_it = store::people_now(cx, case.id).await?.iter().any(|one| one.person == who.person);
    let keepers = crate::rights::keepers(cx).await?.len();
    rules::drop_case(case.opened_by == who.person, is_in_it, keepers)?;
    let dropped = Notice::new("disclosure.dropped").with("number", case.number.to_string());
    notice::tell_keepers(cx, house, &dropped).await?;
    if rules::asks(case.kind, case.ground.as_deref()) {
        let over = Notice::new("disclosure.asked_no_more").with("number", case.number.to_string());
        for one in store::people_now(cx, case.id).await? {
            if store::has_account(cx, one.person).await? {
                notice::tell(cx, house, one.person, &over).await?;
            }
        }
    }
    Ok(())
}

/// Tells each of its people who still has an account.
async fn tell(cx: &mut Ctx, house: &House, case: &DisclosureRow, facts: &Facts) -> Result<(), Refusal> {
    let told = Notice::new("disclosure.told")
        .with("number", case.number.to_string())
        .with("ground", release::ground_words(case.ground.as_deref()))
        .with("fields", release::field_words(house, &case.fields))
        .about("to", facts.to.as_str())
        .texted();
    for one in store::people_now(cx, case.id).await? {
        if store::has_account(cx, one.person).await? {
            notice::tell(cx, house, one.person, &told).await?;
            store::told(cx, case.id, one.person).await?;
        }
    }
    Ok(())
}

/// The cases that ask me, or of which I was told.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<MyCase>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "disclosure.mine")?;
    let mut mine = Vec::new();
    for case in store::of_person(&mut view, who.person, SHOWN_MAX).await? {
        let people = store::people(&mut view, case.id).await?;
        let Some(me) = people.iter().find(|one| one.person == who.person) else { continue };
        let is_asked = rules::asks(case.kind, case.ground.as_deref());
        // What the law forbids to tell is not told here either.
        if !is_asked && me.told_at.is_none() {
            continue;
        }
        let waits = matches!(case.state, State::Open | State::Reviewed) && me.agreed_at.is_none();
        mine.push(MyCase {
            id: case.id,
            number: case.number,
            kind: case.kind,
            fields: case.fields.iter().map(|category| category.id()).collect(),
            asks_me: is_asked && waits,
            agreed_at: me.agreed_at,
            told_at: me.told_at,
        });
    }
    Ok(mine)
}

/// Agrees, where I am asked.
pub(super) async fn agree(house: &House, who: Person, id: DisclosureId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let case = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let people: Vec<PersonId> = store::people_now(&mut cx, id).await?.iter().map(|one| one.person).collect();
    cx.permit(who, "disclosure.agree", &resource(id, &people)).map_err(|_| Refusal::Unknown)?;
    // A case on a ground asks nobody, and nobody learns of it here.
    if !rules::asks(case.kind, case.ground.as_deref()) {
        return Err(Refusal::Unknown);
    }
    if !matches!(case.state, State::Open | State::Reviewed) || !store::agree(&mut cx, id, who.person).await? {
        return Err(Refusal::StateWrong);
    }
    Ok(cx.commit().await?)
}
