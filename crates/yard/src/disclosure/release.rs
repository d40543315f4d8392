//! The release: the named fields of the named people, signed, and sealed again under each one's own key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Caller, Fault, Person, Timestamp};
use policy::{Category, Ground, Lang, Purpose};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vault::Subject;

use super::rules::{AfterMe, Kind, State};
use super::store::{self, DisclosureRow, PersonRow};
use super::views::{Facts, PartView, ReleaseView};
use super::{DisclosureId, Refusal, after, fields, resource, rules};
use crate::House;
use crate::notice::{self, Args, Notice, both};

/// What is signed begins with this line.
const DOMAIN: &str = "courtyard disclosure 1\n";

#[derive(Serialize)]
struct Content<'a> {
    format: &'static str,
    number: i64,
    kind: Kind,
    ground: Option<&'a str>,
    to: &'a str,
    reference: &'a str,
    released_at: Timestamp,
    subject: String,
    fields: Vec<FieldValues>,
}

#[derive(Serialize)]
struct FieldValues {
    category: &'static str,
    values: Vec<String>,
}

/// As it rests.
#[derive(Serialize, Deserialize)]
struct Package {
    content: String,
    signature: String,
    key: String,
}

/// The ground in both languages, for a notice.
pub(super) fn ground_words(ground: Option<&str>) -> Value {
    match ground.and_then(Ground::of) {
        Some(known) => both(known.title(Lang::ZhCn), known.title(Lang::En)),
        None => both("本人同意或法律规定", "the person's consent, or the law"),
    }
}

/// The fields in both languages, for a notice.
pub(super) fn field_words(house: &House, fields: &[Category]) -> Value {
    let words = |lang: Lang, comma: &str| {
        let titles = fields.iter().map(|field| house.policy.category(*field).title.lang(lang).to_owned());
        let all = titles.collect::<Vec<_>>().join(comma);
        if all.is_empty() { "—".to_owned() } else { all }
    };
    both(&words(Lang::ZhCn, "、"), &words(Lang::En, ", "))
}

/// Releases a reviewed case. A breach is made public; of all others each person's fields are packed.
pub(super) async fn release(house: &House, who: Person, id: DisclosureId) -> Result<(), Refusal> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let case = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(caller.clone(), "disclosure.handle", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    let people = store::people(&mut view, id).await?;
    drop(view);
    if case.kind == Kind::Heir {
        after::heed(house, people.iter().map(|one| one.person), |wish| wish == AfterMe::Law).await?;
    }
    releasable(&case, &people)?;
    let facts = fields::facts_of(house, &caller, "disclosure.release", &case).await?;
    let mut packages = Vec::with_capacity(people.len());
    for one in people.iter().filter(|_| case.kind != Kind::Violation) {
        packages.push((one.id, pack(house, &caller, (&case, &facts), one).await?));
    }
    let mut cx = house.db.begin().await?;
    // Another keeper may have been quicker, and somebody may have been added to no list meanwhile: look again.
    let case = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let people = store::people_now(&mut cx, id).await?;
    releasable(&case, &people)?;
    for (row, package) in &packages {
        store::pack(&mut cx, *row, package).await?;
    }
    match case.kind {
        Kind::Violation => hang_out(&mut cx, &case, &facts).await?,
        Kind::Complaint => tell_accused(&mut cx, house, (&case, &facts), &people).await?,
        Kind::Use | Kind::Authority | Kind::Transfer | Kind::Heir => {}
    }
    store::released(&mut cx, id, who.person).await?;
    Ok(cx.commit().await?)
}

fn releasable(case: &DisclosureRow, people: &[PersonRow]) -> Result<(), Refusal> {
    let agreed = people.iter().all(|one| one.agreed_at.is_some());
    rules::release(case.kind, case.state, case.ground.is_some(), agreed)
}

async fn pack(
    house: &House,
    caller: &Caller,
    (case, facts): (&DisclosureRow, &Facts),
    one: &PersonRow,
) -> Result<vault::Sealed<String>, Refusal> {
    let ground = case.ground.as_deref().unwrap_or(case.kind.word());
    let identity = case.identity_case.as_deref().map(|code| format!(" identity:{code}")).unwrap_or_default();
    let reason = format!("disclosure {}{identity} {ground}", case.number);
    let mut opened = Vec::with_capacity(case.fields.len());
    for field in &case.fields {
        let values = fields::open(house, caller, one.person, *field, &reason).await?;
        opened.push(FieldValues { category: field.id(), values });
    }
    let content = Content {
        format: "courtyard-disclosure-1",
        number: case.number,
        kind: case.kind,
        ground: case.ground.as_deref(),
        to: &facts.to,
        reference: &facts.reference,
        released_at: house.clock.now(),
        subject: one.person.to_string(),
        fields: opened,
    };
    let content = serde_json::to_string(&content).because("writing a release")?;
    let (signature, key) = house.vault.sign(DOMAIN, content.as_bytes())?;
    let package = Package { content, signature: BASE64.encode(signature), key: BASE64.encode(key) };
    let package = serde_json::to_string(&package).because("writing a release")?;
    Ok(house.vault.seal(&PersonRow::PACKAGE, Subject::Person(one.person), one.id, &package).await?)
}

async fn hang_out(cx: &mut ground::Ctx, case: &DisclosureRow, facts: &Facts) -> Result<(), Fault> {
    let args = Args::from([
        ("act".to_owned(), facts.act.as_str().into()),
        ("measure".to_owned(), facts.measure.as_str().into()),
        ("ground".to_owned(), ground_words(case.ground.as_deref())),
    ]);
    let now = cx.now();
    crate::incident::hang_out(cx, "violation.published", &args, now).await
}

async fn tell_accused(
    cx: &mut ground::Ctx,
    house: &House,
    (case, facts): (&DisclosureRow, &Facts),
    people: &[PersonRow],
) -> Result<(), Fault> {
    let told = Notice::new("disclosure.accused")
        .with("number", case.number.to_string())
        .with("fields", field_words(house, &case.fields))
        .about("to", facts.to.as_str())
        .about("why", facts.why.as_str());
    for one in people {
        notice::tell(cx, house, one.person, &told).await?;
        store::told(cx, case.id, one.person).await?;
    }
    Ok(())
}

/// What was released, for whoever hands it over. Each look is a leaf, too.
pub(super) async fn package(house: &House, who: Person, id: DisclosureId) -> Result<ReleaseView, Refusal> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let case = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(caller.clone(), "disclosure.handle", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    if case.state != State::Released {
        return Err(Refusal::StateWrong);
    }
    let people = store::people(&mut view, id).await?;
    drop(view);
    let reason = format!("disclosure {}", case.number);
    let look = house.vault.look(&caller, Purpose::Disclosure).act("disclosure.package").reason(&reason);
    let mut parts = Vec::with_capacity(people.len());
    for one in &people {
        let Some(package) = &one.package else { continue };
        let text = look.open(package).await?;
        let Package { content, signature, key } = serde_json::from_str(&text).because("reading a release")?;
        parts.push(PartView { person: one.person, content, signature, key });
    }
    Ok(ReleaseView { parts })
}
