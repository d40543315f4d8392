//! What people do: switch adverts on and off, say what interests them, see one, leave through it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Caller, Ctx, Fault, Person, PersonId};
use policy::{Category, Purpose};
use std::pin::Pin;
use vault::Subject;

use super::keep::there_are_adverts;
use super::rules::{self, Looker, Verdict};
use super::store::{self, Campaign, Counted, InterestRow};
use super::{CampaignId, Refusal};
use crate::House;
use crate::access::account_of;
use crate::alias::Alias;
use crate::consent;
use crate::house::Held;

/// How one stands to adverts.
pub(super) struct Settings {
    pub on: bool,
    pub chosen: bool,
    pub interests: Vec<String>,
}

/// How I stand to adverts.
pub(super) async fn settings(house: &House, who: Person) -> Result<Settings, Refusal> {
    there_are_adverts(house)?;
    let mut view = house.db.view().await?;
    view.permit(who, "advert.see", &account_of(who.person))?;
    let on = consent::store::stands(&mut view, who.person, Purpose::Adverts).await?;
    let chosen = consent::store::stands(&mut view, who.person, Purpose::AdvertChoice).await?;
    drop(view);
    let interests = if chosen { ticked(house, &Caller::from(who), who.person).await? } else { Vec::new() };
    Ok(Settings { on, chosen, interests })
}

/// Switches adverts, and their choosing, on or off; what was ticked goes with the switch.
pub(super) async fn save(
    house: &House,
    who: Person,
    wish: &Settings,
    version: Option<&str>,
) -> Result<(), Refusal> {
    there_are_adverts(house)?;
    let view = house.db.view().await?;
    view.permit(who, "advert.see", &account_of(who.person))?;
    drop(view);
    let known = wish.interests.iter().all(|tag| rules::is_tag(tag));
    if !known || wish.interests.len() > rules::TAGS.len() {
        return Err(Refusal::Wrong("interests"));
    }
    for (purpose, on) in [(Purpose::Adverts, wish.on), (Purpose::AdvertChoice, wish.chosen)] {
        if on {
            consent::switch_on(house, who, purpose, version.unwrap_or_default()).await?;
        } else {
            consent::switch_off(house, who, purpose).await?;
        }
    }
    let mut cx = house.db.begin().await?;
    if wish.chosen && !wish.interests.is_empty() {
        let id = ground::ids::fresh_bytes(cx.now());
        let text = wish.interests.join(" ");
        let sealed =
            house.vault.seal(&InterestRow::INTERESTS, Subject::Person(who.person), id, &text).await?;
        store::save(&mut cx, who.person, id, &sealed).await?;
    } else {
        store::forget(&mut cx, who.person).await?;
    }
    Ok(cx.commit().await?)
}

/// The tags that somebody ticked. Whoever calls has seen his consent stand.
async fn ticked(house: &House, caller: &Caller, person: PersonId) -> Result<Vec<String>, Fault> {
    let row = store::interests(&mut house.db.view().await?, person).await?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let look = house.vault.look(caller, Purpose::AdvertChoice).act("advert.choose");
    let text = look.open(&row.interests).await.because("opening interests")?.into_inner();
    Ok(text.split(' ').map(str::to_owned).collect())
}

/// Whether somebody ticked this tag, for a promotion that is meant for those who did; nobody did without his consent.
pub(crate) async fn chose(house: &House, person: PersonId, tag: &str) -> Result<bool, Fault> {
    let mut view = house.db.view().await?;
    if !consent::store::stands(&mut view, person, Purpose::AdvertChoice).await? {
        return Ok(false);
    }
    drop(view);
    let program = Caller::Program("advert.choose");
    Ok(ticked(house, &program, person).await?.iter().any(|one| one == tag))
}

/// An advert on its way to somebody.
pub(super) struct Placed {
    pub campaign: Campaign,
    pub is_chosen: bool,
    pub mark: String,
}

/// The advert for a place, where there is one for this person.
pub(super) async fn place(
    house: &House,
    who: Person,
    placement: &str,
    area: Option<String>,
) -> Result<Option<Placed>, Refusal> {
    there_are_adverts(house)?;
    let asked = settings(house, who).await?;
    if !asked.on {
        return Err(Refusal::Off);
    }
    // An area that comes along without the consent is not looked at.
    let area = area.filter(|_| asked.chosen);
    let looker = Looker { chooses: asked.chosen, interests: asked.interests, area };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "advert.see", &account_of(who.person))?;
    let mine = today(&mut cx, who.person).await?;
    let mut running = store::running(&mut cx, placement).await?;
    let counts = store::placed(&mut cx, mine.day, mine.who).await?;
    let placed = |one: &Campaign| counts.get(&one.id).copied().unwrap_or_default();
    let Some((best, is_chosen)) = rules::pick(&running, &looker, placed).map(|(one, how)| (one.id, how))
    else {
        return Ok(None);
    };
    let mut mark = [0; 16];
    aws_lc_rs::rand::fill(&mut mark).because("drawing a mark")?;
    store::place(&mut cx, (mine.day, best, mine.who), mark).await?;
    cx.commit().await?;
    running.retain(|one| one.id == best);
    let mark = URL_SAFE_NO_PAD.encode(mark);
    Ok(running.pop().map(|campaign| Placed { campaign, is_chosen, mark }))
}

/// Who somebody is today.
struct Today {
    day: i64,
    who: [u8; 16],
    alias: Alias,
}

async fn today(cx: &mut Ctx, person: PersonId) -> Result<Today, Fault> {
    let day = cx.now().day();
    let mut fresh = [0; 32];
    aws_lc_rs::rand::fill(&mut fresh).because("drawing the key of a day")?;
    let alias = Alias::under(&store::salt(cx, day, fresh).await?);
    Ok(Today { day, who: alias.of(&person.bytes()), alias })
}

/// The key by which an advertiser may tell what came of an advert on a day: the same for everybody.
fn attribution(alias: &Alias, campaign: CampaignId) -> String {
    let name = alias.of(&[b"campaign".as_slice(), &campaign.bytes()].concat());
    URL_SAFE_NO_PAD.encode(name.first_chunk::<9>().copied().unwrap_or_default())
}

fn mark_in(text: &str) -> [u8; 16] {
    URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// What is done to an advert that was placed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Saw,
    Clicked,
}

/// Counts a showing or a click, where it is one. Answers where the advert leads, whatever counted.
pub(super) async fn did(
    house: &House,
    who: Person,
    id: CampaignId,
    mark: &str,
    act: Did,
) -> Result<url::Url, Refusal> {
    there_are_adverts(house)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "advert.see", &account_of(who.person))?;
    let campaign = store::find(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let mine = today(&mut cx, who.person).await?;
    let seen = store::seen(&mut cx, mine.day, id, mine.who).await?.ok_or(Refusal::Unknown)?;
    let (verdict, counted) = match act {
        Did::Saw => (rules::showing(&seen, mark_in(mark)), Counted::Showing),
        Did::Clicked => (rules::click(&seen, mark_in(mark), cx.now()), Counted::Click),
    };
    let row = (mine.day, id, mine.who);
    match verdict {
        Verdict::Counts => store::count(&mut cx, row, counted).await?,
        Verdict::Again => {}
        Verdict::Invalid => store::count(&mut cx, row, Counted::Invalid).await?,
    }
    cx.commit().await?;
    Ok(rules::leaving(&rules::link(&campaign.link)?, &attribution(&mine.alias, id)))
}

/// The picture of an advert.
pub(super) async fn picture(house: &House, who: Person, id: CampaignId) -> Result<Vec<u8>, Refusal> {
    there_are_adverts(house)?;
    let mut view = house.db.view().await?;
    view.permit(who, "advert.see", &account_of(who.person))?;
    store::picture(&mut view, id).await?.ok_or(Refusal::Unknown)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let row = store::interests(&mut view, person).await?;
        let salt = store::salt_of(&mut view, house.clock.now().day()).await?;
        let mut held = Vec::new();
        if let Some(salt) = salt
            && let Some((shown, clicked, at)) =
                store::of_looker(&mut view, Alias::under(&salt).of(&person.bytes())).await?
        {
            let value = Some(format!("{shown} / {clicked}"));
            held.push(Held {
                category: Category::AdvertRecord,
                table: "yard_advert_seen",
                value,
                collected_at: at,
            });
        }
        drop(view);
        if let Some(row) = row {
            let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
            let value = look.open(&row.interests).await.because("opening interests")?.into_inner();
            held.push(Held {
                category: Category::AdvertInterest,
                table: "yard_advert_interest",
                value: Some(value),
                collected_at: row.changed_at,
            });
        }
        Ok(held)
    })
}
