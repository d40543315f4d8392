//! What people do: let the house read a conversation, agree, end it, and read by it.

use ground::{Caller, Ctx, Member, OrgId, Person, PersonId, View};
use policy::Purpose;
use std::time::Duration;
use yard::House;
use yard::access::the_house;
use yard::disclosure::{self, DisclosureId};
use yard::notice::{self, Notice, both, instant};

use super::{Grant, GrantId, Refusal, Why, rules, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::directory::resource;
use crate::file::FileId;
use crate::file::read::{self, Opened};
use crate::frames::OfConversation;
use crate::log::{self, Inspected, permits};

/// What a keeper's openings are called in the access log.
const ACT: &str = "conversation.inspect";

/// What somebody wishes to let the house read.
pub(super) struct Wish {
    pub conversation: ConversationId,
    pub why: Why,
    pub hours: u32,
}

/// An administrator lets the house read a conversation that his organisation holds. Where there is another administrator, it
/// waits for that one.
pub(super) async fn give(house: &House, who: Member, wish: Wish) -> Result<Grant, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let span = rules::span(wish.hours)?;
    if wish.why == Why::Law {
        return Err(Refusal::Case);
    }
    let found = conversations::find(&mut view, wish.conversation).await?;
    found.filter(|found| found.org == Some(who.org)).ok_or(Refusal::Conversation)?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let is_alone = yard::org::store::count_administrators(&mut cx, who.org).await? == 1;
    let by = By::Org { org: who.org, stands: is_alone };
    begin(house, cx, (wish.conversation, who.person), (by, wish.why), span).await
}

/// By whose word.
#[derive(Clone, Copy)]
enum By {
    /// That of an organisation; whether it stands, or waits for another administrator.
    Org { org: OrgId, stands: bool },
    /// That of a case, which stands.
    Case(DisclosureId),
}

/// Keeps a new grant, unless one of this kind is open; where it stands, those in the conversation are told.
async fn begin(
    house: &House,
    mut cx: Ctx,
    (conversation, given_by): (ConversationId, PersonId),
    (by, why): (By, Why),
    span: Duration,
) -> Result<Grant, Refusal> {
    let (org, disclosure, stands) = match by {
        By::Org { org, stands } => (Some(org), None, stands),
        By::Case(case) => (None, Some(case), true),
    };
    if store::is_open(&mut cx, conversation, disclosure.is_some()).await? {
        return Err(Refusal::Standing);
    }
    let now = cx.now();
    let grant = Grant {
        id: GrantId::fresh(cx.clock()),
        conversation,
        org,
        disclosure,
        why,
        given_by,
        given_at: now,
        agreed_by: None,
        stands_at: stands.then_some(now),
        ends_at: now.plus(span),
        ended_at: None,
        looks: 0,
    };
    store::add(&mut cx, &grant).await?;
    if stands {
        tell(&mut cx, house, &grant).await?;
    }
    cx.commit().await?;
    pass(house, conversation).await?;
    Ok(grant)
}

/// The second administrator's word: it stands from now on, for as long as was asked.
pub(super) async fn agree(house: &House, who: Member, id: GrantId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let mut grant = store::lock(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    if grant.stands_at.is_some() || grant.ended_at.is_some() || grant.ends_at <= cx.now() {
        return Err(Refusal::Unknown);
    }
    if grant.given_by == who.person {
        return Err(Refusal::SamePerson);
    }
    grant.ends_at = cx.now().plus(grant.ends_at.since(grant.given_at));
    store::agree(&mut cx, id, who.person, grant.ends_at).await?;
    tell(&mut cx, house, &grant).await?;
    cx.commit().await?;
    Ok(pass(house, grant.conversation).await?)
}

/// Ends it: nothing more is opened under it from the commit on.
pub(super) async fn end(house: &House, who: Member, id: GrantId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let grant = store::lock(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    if !store::end(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    cx.commit().await?;
    Ok(pass(house, grant.conversation).await?)
}

/// Those that an organisation gave.
pub(super) async fn of_org(house: &House, who: Member) -> Result<Vec<Grant>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// Those of a conversation, for whoever is or was in it.
pub(super) async fn of(house: &House, who: Person, id: ConversationId) -> Result<Vec<Grant>, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "conversation.read", id).await?;
    Ok(store::of(&mut view, id).await?)
}

/// A case that a second keeper approved lets the house read a conversation in which somebody of the case is or was.
pub(super) async fn by_case(
    house: &House,
    who: Person,
    case: DisclosureId,
    (id, hours): (ConversationId, u32),
) -> Result<Grant, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.inspect", &the_house())?;
    let people = disclosure::approved(&mut view, case).await?.ok_or(Refusal::Case)?;
    let span = rules::span(hours)?;
    conversations::find(&mut view, id).await?.ok_or(Refusal::Conversation)?;
    let mut is_in = false;
    for person in people {
        is_in = is_in || conversations::member(&mut view, id, person).await?.is_some();
    }
    if !is_in {
        return Err(Refusal::Case);
    }
    drop(view);
    let cx = house.db.begin().await?;
    begin(house, cx, (id, who.person), (By::Case(case), Why::Law), span).await
}

/// Everybody in the conversation hears of it.
async fn tell(cx: &mut Ctx, house: &House, grant: &Grant) -> Result<(), Refusal> {
    let (zh, en) = grant.why.told();
    let told =
        Notice::new("conversation.granted").with("why", both(zh, en)).with("until", instant(grant.ends_at));
    for person in conversations::present(cx, grant.conversation).await? {
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// Open pages ask again.
async fn pass(house: &House, id: ConversationId) -> Result<(), ground::Fault> {
    crate::pass(house, id, ("conversation.granted", &OfConversation { conversation: id })).await
}

/// The grant by which a keeper may read a conversation now. That of a case is over with the case.
pub(super) async fn in_force(
    view: &mut View,
    id: Option<ConversationId>,
) -> Result<Vec<Grant>, ground::Fault> {
    let mut standing = Vec::new();
    for grant in store::standing(view, id).await? {
        let is_approved = match grant.disclosure {
            Some(case) => disclosure::approved(view, case).await?.is_some(),
            None => true,
        };
        if is_approved {
            standing.push(grant);
        }
    }
    Ok(standing)
}

/// What a keeper may read now.
pub(super) async fn standing(house: &House, who: Person) -> Result<Vec<Grant>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.inspect", &the_house())?;
    Ok(in_force(&mut view, None).await?)
}

/// The grant under which this keeper opens something of the conversation now; the opening counts.
async fn opening(house: &House, who: Person, id: ConversationId) -> Result<Grant, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.inspect", &the_house())?;
    let grant = in_force(&mut view, Some(id)).await?.into_iter().next().ok_or(Refusal::Needed)?;
    drop(view);
    let mut cx = house.db.begin().await?;
    store::looked(&mut cx, grant.id).await?;
    cx.commit().await?;
    Ok(grant)
}

/// A page of what people said, before a number, in order.
pub(super) async fn inspect(
    house: &House,
    who: Person,
    id: ConversationId,
    (before, limit): (i64, u32),
) -> Result<Vec<Inspected>, Refusal> {
    let grant = opening(house, who, id).await?;
    let caller = Caller::from(who);
    let reason = format!("{} {}", grant.id, grant.why.word());
    let look = house.vault.look(&caller, Purpose::ConversationAccess).act(ACT).reason(&reason);
    Ok(log::inspected(house, &look, (id, grant.disclosure.is_some()), (before, limit)).await?)
}

/// A file that was sent there.
pub(super) async fn file(
    house: &House,
    who: Person,
    (id, file): (ConversationId, FileId),
    range: Option<&str>,
) -> Result<Opened, Refusal> {
    let grant = opening(house, who, id).await?;
    Ok(read::inspected(house, who, (id, file), (range, grant.disclosure.is_some())).await?)
}
