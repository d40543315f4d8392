//! What people do: read, say what they want to be told, and what keepers tell everyone.

use ground::{Caller, DeviceId, Fault, Person, PersonId, Scope, Timestamp};
use policy::{Category, Lang, Purpose};
use std::pin::Pin;

use super::jobs::Publish;
use super::rules::check_args;
use super::stop as mark_of;
use super::store::{self, NoticeRow, Publication};
use super::{Args, Kind, NoticeId, PublicationId, Refusal, reply, words};
use crate::House;
use crate::access::{account_of, the_house};
use crate::consent;
use crate::house::Held;

/// A notice in the reader's language.
pub(super) struct Read {
    pub row: NoticeRow,
    pub title: String,
    pub text: String,
}

/// A page of one's own notices, and how many are unread.
pub(super) async fn mine(
    house: &House,
    who: Person,
    before: Option<NoticeId>,
    limit: u32,
    lang: Lang,
) -> Result<(Vec<Read>, u32), Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "notice.list")? else { return Ok((Vec::new(), 0)) };
    let rows = store::of_person(&mut view, person, before, limit).await?;
    let unread = store::unread(&mut view, person).await?;
    drop(view);
    Ok((render(house, &Caller::from(who), Purpose::ServiceNotice, rows, lang).await?, unread))
}

/// Opens what is sealed and says the words.
async fn render(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    rows: Vec<NoticeRow>,
    lang: Lang,
) -> Result<Vec<Read>, Fault> {
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let mut args: Args = serde_json::from_str(&row.args).unwrap_or_default();
        if let Some(sealed) = &row.personal {
            let opened =
                house.vault.look(caller, purpose).act("notice.list").open(sealed).await?.into_inner();
            args.extend(serde_json::from_str::<Args>(&opened).unwrap_or_default());
        }
        // A code of an older program has no words any longer; the row stays until its time is over.
        let (title, text) = words::entry(&row.code)
            .map_or_else(|| (row.code.clone(), String::new()), |entry| entry.render(lang, &args));
        read.push(Read { row, title, text });
    }
    Ok(read)
}

/// Marks some notices, or all, as read. What is not one's own is passed over.
pub(super) async fn mark_read(house: &House, who: Person, ids: Option<&[NoticeId]>) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.change", &account_of(who.person))?;
    match ids {
        Some(ids) => {
            for id in ids {
                store::mark_read(&mut cx, who.person, *id).await?;
            }
        }
        None => store::mark_all_read(&mut cx, who.person).await?,
    }
    cx.tell(who.person, "notice", "notice.read", &()).await?;
    Ok(cx.commit().await?)
}

/// How one stands to a kind of notices.
pub(super) struct Setting {
    pub kind: Kind,
    pub on: bool,
}

/// The kinds that this house sends, and whether they reach the person.
pub(super) async fn settings(house: &House, who: Person) -> Result<Vec<Setting>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "notice.read", &account_of(who.person))?;
    let mut settings = Vec::new();
    for kind in Kind::ALL {
        if house.policy.purpose(kind.purpose()).is_none() {
            continue;
        }
        let on = !kind.switchable() || consent::store::stands(&mut view, who.person, kind.purpose()).await?;
        settings.push(Setting { kind, on });
    }
    Ok(settings)
}

/// Switches a kind on or off; the consent ledger keeps both.
pub(super) async fn switch(
    house: &House,
    who: Person,
    kind: Kind,
    on: bool,
    version: Option<&str>,
) -> Result<(), Refusal> {
    if house.policy.purpose(kind.purpose()).is_none() {
        return Err(Refusal::KindAbsent);
    }
    if !kind.switchable() {
        return Err(Refusal::NotSwitchable);
    }
    let view = house.db.view().await?;
    view.permit(who, "notice.change", &account_of(who.person))?;
    drop(view);
    if on {
        consent::switch_on(house, who, kind.purpose(), version.unwrap_or_default()).await?;
    } else {
        consent::switch_off(house, who, kind.purpose()).await?;
    }
    Ok(())
}

/// Stops news and promotions for whoever holds the link of a message: one tap, no signing in.
pub(super) async fn stop(house: &House, mark: &str) -> Result<(), Refusal> {
    let person = mark_of::read(house, mark).ok_or(Refusal::LinkWrong)?;
    // The link stands for its person in this one act.
    let who = Person { person, device: DeviceId::from_bytes([0; 16]), keeper: false, limited: false };
    for kind in Kind::ALL.into_iter().filter(|kind| kind.switchable()) {
        if house.policy.purpose(kind.purpose()).is_some() {
            switch(house, who, kind, false, None).await?;
        }
    }
    Ok(())
}

/// Tells everyone, or everyone who wants to know. The kind stands with the code: what promotes is never a service notice.
pub(super) async fn publish(
    house: &House,
    who: Person,
    kind: Kind,
    code: &str,
    args: &Args,
    tag: Option<&str>,
) -> Result<PublicationId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.publish", &the_house())?;
    let entry = words::entry(code).filter(|_| is_for_everyone(code)).ok_or(Refusal::CodeUnknown)?;
    if entry.kind != kind {
        return Err(Refusal::KindWrong);
    }
    if house.policy.purpose(kind.purpose()).is_none() {
        return Err(Refusal::KindAbsent);
    }
    check_args(&entry.named(), args)?;
    let tagged = kind == Kind::Promotion && house.policy.purpose(Purpose::AdvertChoice).is_some();
    if tag.is_some_and(|tag| !tagged || !crate::advert::is_tag(tag)) {
        return Err(Refusal::TagWrong);
    }
    let id = spread(&mut cx, kind, code, args, who.person).await?;
    store::aim(&mut cx, id, tag, kind.switchable().then(reply::fresh_code).transpose()?.as_deref()).await?;
    cx.commit().await?;
    Ok(id)
}

/// Codes that are told to everyone; the others belong to a cause of their own.
fn is_for_everyone(code: &str) -> bool {
    ["house.maintenance", "house.change", "news.item", "promotion.item"].contains(&code)
}

/// Writes a publication and begins to tell it.
pub(crate) async fn spread(
    cx: &mut ground::Ctx,
    kind: Kind,
    code: &str,
    args: &Args,
    by: PersonId,
) -> Result<PublicationId, Fault> {
    let id = PublicationId::fresh(cx.clock());
    let args = serde_json::to_string(args).map_err(|error| Fault::caused("writing a publication", error))?;
    let at = cx.now();
    let row = Publication {
        id,
        kind,
        code: code.to_owned(),
        args,
        published_by: by,
        at,
        done_at: None,
        told: 0,
        tag: None,
        stopped: 0,
    };
    store::publish(cx, &row).await?;
    Publish::later(cx, id, None).await?;
    Ok(id)
}

/// What keepers told everyone.
pub(super) async fn published(house: &House, who: Person, limit: u32) -> Result<Vec<Publication>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "notice.published")?;
    Ok(store::publications(&mut view, limit).await?)
}

/// Notices that the page "my data" lists.
const HELD_MAX: u32 = 200;

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person, None, HELD_MAX).await?;
        drop(view);
        let read = render(house, caller, Purpose::OwnData, rows, Lang::ZhCn).await?;
        let say = |one: Read| (one.row.at, format!("{} {}", one.title, state(one.row.read_at)));
        Ok(read
            .into_iter()
            .map(say)
            .map(|(collected_at, value)| Held {
                category: Category::Notice,
                table: "yard_notice",
                value: Some(value),
                collected_at,
            })
            .collect())
    })
}

const fn state(read_at: Option<Timestamp>) -> &'static str {
    if read_at.is_some() { "✓" } else { "•" }
}
