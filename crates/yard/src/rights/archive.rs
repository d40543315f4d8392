//! The archive: everything that is held about a person, in one signed file that a machine can read.
//!
//! Its format is described in `docs/adr/0012e-the-end-of-an-account.md`; another number where a field changes its meaning.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Caller, Fault, Person, Timestamp};
use serde::Serialize;
use vault::Subject;

use super::Refusal;
use crate::access::account_of;
use crate::{House, account, avatar, realname, ticket};

/// The format.
pub(crate) const FORMAT: &str = "courtyard-archive-1";
/// What is signed begins with this line, so that it can be taken for nothing else.
pub(crate) const DOMAIN: &str = "courtyard archive 1\n";

#[derive(Serialize)]
struct Content {
    format: &'static str,
    made_at: Timestamp,
    house: String,
    profile: String,
    policy: String,
    subject: String,
    items: Vec<Item>,
    files: Vec<File>,
    opened: Vec<Opened>,
    shared: Vec<Shared>,
}

#[derive(Serialize)]
struct Item {
    category: &'static str,
    table: &'static str,
    value: Option<String>,
    collected_at: Timestamp,
}

#[derive(Serialize)]
struct File {
    category: &'static str,
    media_type: &'static str,
    base64: String,
}

#[derive(Serialize)]
struct Opened {
    at: Timestamp,
    by: String,
    act: String,
    purpose: String,
    category: String,
}

#[derive(Serialize)]
struct Shared {
    at: Timestamp,
    recipient: String,
    purpose: String,
    fields: Vec<String>,
    outcome: String,
}

/// A signed archive.
pub(super) struct Archive {
    /// The content, as the exact bytes that are signed.
    pub content: String,
    /// Ed25519 over the domain line and the content.
    pub signature: Vec<u8>,
    /// The key, the one that signs the access log.
    pub key: Vec<u8>,
}

/// Puts the archive of whoever asks together.
pub(super) async fn make(house: &House, who: Person) -> Result<Archive, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let made_at = view.now();
    drop(view);
    let caller = Caller::from(who);
    let content = Content {
        format: FORMAT,
        made_at,
        house: house.particulars().legal_name.clone(),
        profile: house.policy.profile().to_owned(),
        policy: house.policy.version().to_owned(),
        subject: who.person.to_string(),
        items: items(house, &caller, who).await?,
        files: files(house, who).await?,
        opened: opened(house, &caller, who).await?,
        shared: shared(house, &caller, who).await?,
    };
    let content =
        serde_json::to_string_pretty(&content).map_err(|error| Fault::caused("writing an archive", error))?;
    let (signature, key) = house.vault.sign(DOMAIN, content.as_bytes())?;
    Ok(Archive { content, signature, key })
}

async fn items(house: &House, caller: &Caller, who: Person) -> Result<Vec<Item>, Refusal> {
    let whole = account::number_of(house, caller, who.person).await?;
    let mut items = Vec::new();
    for source in &house.held {
        for held in source(house, caller, who.person).await? {
            // The page shows a number masked; the archive is for the person's own use and holds it whole.
            let is_number = held.category == policy::Category::PhoneNumber && held.table == "yard_number";
            let value = if is_number { whole.clone() } else { held.value };
            let (category, collected_at) = (held.category.id(), held.collected_at);
            items.push(Item { category, table: held.table, value, collected_at });
        }
    }
    items.sort_by_key(|item| (item.category, item.collected_at));
    Ok(items)
}

async fn files(house: &House, who: Person) -> Result<Vec<File>, Refusal> {
    let picture = avatar::picture_of(house, who).await?.map(|bytes| {
        let kind = avatar::Kind::of(&bytes).map_or("application/octet-stream", avatar::Kind::media_type);
        (policy::Category::Avatar, kind, bytes)
    });
    let attached = ticket::own_files(house, who).await?;
    let card = realname::own_photos(house, who).await?;
    let file = |(category, media_type, bytes): (policy::Category, &'static str, Vec<u8>)| File {
        category: category.id(),
        media_type,
        base64: BASE64.encode(bytes),
    };
    Ok(picture.into_iter().chain(attached).chain(card).map(file).collect())
}

async fn opened(house: &House, caller: &Caller, who: Person) -> Result<Vec<Opened>, Refusal> {
    let openings = house.vault.openings_of(Subject::Person(who.person), caller).await?;
    Ok(openings
        .into_iter()
        .map(|opening| Opened {
            at: opening.at,
            by: opening.actor.program.unwrap_or(opening.actor.kind),
            act: opening.act,
            purpose: opening.purpose,
            category: opening.category,
        })
        .collect())
}

async fn shared(house: &House, caller: &Caller, who: Person) -> Result<Vec<Shared>, Refusal> {
    let sent = house.egress.sent_of(Subject::Person(who.person), caller).await?;
    Ok(sent
        .into_iter()
        .map(|sent| Shared {
            at: sent.at,
            recipient: sent.recipient,
            purpose: sent.purpose,
            fields: sent.fields,
            outcome: sent.outcome,
        })
        .collect())
}
