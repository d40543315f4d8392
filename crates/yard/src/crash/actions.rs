//! What people do: send what broke; and keepers: see what broke, look at one, say that it is mended.

use ground::{Because, Caller, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::pin::Pin;
use vault::{OpenRefused, Subject};

use super::rules::{self, Report};
use super::store::{self, CrashRow, Group};
use super::{CrashId, Refusal};
use crate::House;
use crate::access::{account_of, the_house};
use crate::account::Bound;
use crate::account::store::count;
use crate::consent;
use crate::house::Held;

/// Reports of one person within an hour.
const OF_PERSON: Bound = Bound { kind: "crash.person", span_s: 3_600, most: 20 };
/// Reports of a group that are tried for an example: people may have taken their consent back.
const EXAMPLES: i64 = 10;

/// Takes a report of somebody who agreed to send them.
pub(super) async fn report(house: &House, who: Person, report: Report) -> Result<CrashId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "crash.report", &account_of(who.person))?;
    if !consent::store::stands(&mut view, who.person, Purpose::CrashReports).await? {
        return Err(Refusal::NotAgreed);
    }
    drop(view);
    let mut report = rules::kept(report)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "crash.report", &account_of(who.person))?;
    if count(&mut cx, OF_PERSON, who.person.bytes()).await? > i64::from(OF_PERSON.most) {
        let after_s = OF_PERSON.left_s(cx.now());
        cx.commit().await?;
        return Err(Refusal::TooMany { after_s });
    }
    let installation = house.vault.index(&store::INSTALLATION, &report.installation);
    report.installation.clear();
    let id = ground::ids::fresh_bytes(cx.now());
    let text = serde_json::to_string(&report).because("writing a crash report")?;
    let sealed = house.vault.seal(&CrashRow::REPORT, Subject::Person(who.person), id, &text).await?;
    let signature = rules::signature(&report);
    let crash = store::count(&mut cx, (signature, report.kind), &rules::title(&report)).await?;
    let version = report.version.as_str();
    let new = store::New { id, crash, person: who.person, version, installation, report: &sealed };
    store::add(&mut cx, &new).await?;
    cx.commit().await?;
    Ok(crash)
}

/// A group and the versions in which it was seen.
pub(super) type Seen = (Group, Vec<String>);

/// What broke, the newest first. The list names nobody and opens nothing.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Seen>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "crash.list")?;
    let mut seen = Vec::new();
    for group in store::groups(&mut view).await? {
        let versions = store::versions(&mut view, group.id).await?;
        seen.push((group, versions));
    }
    Ok(seen)
}

/// An example of a group.
pub(super) struct Example {
    pub at: Timestamp,
    pub report: Report,
}

/// One group with an example: a leaf of the access log of whoever sent it.
pub(super) async fn open(
    house: &House,
    who: Person,
    id: CrashId,
) -> Result<(Seen, Option<Example>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "crash.read", &the_house())?;
    let group = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let versions = store::versions(&mut view, id).await?;
    let rows = store::newest(&mut view, id, EXAMPLES).await?;
    drop(view);
    let caller = Caller::from(who);
    for row in rows {
        let look = house.vault.look(&caller, Purpose::CrashReports).act("crash.open");
        let text = match look.open(&row.report).await {
            Ok(text) => text.into_inner(),
            Err(OpenRefused::Fault(fault)) => return Err(fault.into()),
            Err(_) => continue,
        };
        let report = serde_json::from_str(&text).because("reading a crash report")?;
        return Ok(((group, versions), Some(Example { at: row.at, report })));
    }
    Ok(((group, versions), None))
}

/// Says that a group is mended. It opens again by itself when it comes back.
pub(super) async fn resolve(house: &House, who: Person, id: CrashId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "crash.resolve", &the_house())?;
    if !store::resolve(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of(&mut house.db.view().await?, person).await?;
        let mut held = Vec::new();
        for row in rows {
            let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
            let value = Some(look.open(&row.report).await?.into_inner());
            held.push(Held {
                category: Category::CrashReport,
                table: "yard_crash",
                value,
                collected_at: row.at,
            });
        }
        Ok(held)
    })
}
