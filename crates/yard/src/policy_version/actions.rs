//! What people do: keepers lead a version to its day, everybody reads and answers.

use ground::{Because, Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::change::{self, Change, Kind};
use policy::{Category, Lang, Purpose};
use serde_json::json;

use super::rules::{self, State, Version, Word};
use super::store::{self, Said, Written};
use super::{PolicyVersionId, Refusal, jobs, settle};
use crate::access::{account_of, the_house};
use crate::house::Held;
use crate::notice::{self, Args};
use crate::{House, assessment, incident};

/// Every version that was ever published, newest first.
pub(super) async fn history(house: &House) -> Result<Vec<Version>, Refusal> {
    let mut view = house.db.view().await?;
    let mut versions = store::versions(&mut view).await?;
    versions.retain(|version| version.state.published());
    Ok(versions)
}

/// Every version, those that were never published too.
pub(super) async fn drafts(house: &House, who: Person) -> Result<Vec<Version>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::versions(&mut view).await?)
}

/// A published version with its text and what it changed.
pub(super) async fn read(house: &House, id: PolicyVersionId) -> Result<(Version, Written), Refusal> {
    let version = published(house, id).await?;
    let mut view = house.db.view().await?;
    let written = store::written(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    Ok((version, written))
}

async fn published(house: &House, id: PolicyVersionId) -> Result<Version, Refusal> {
    let mut versions = history(house).await?;
    let at = versions.iter().position(|version| version.id == id).ok_or(Refusal::Unknown)?;
    Ok(versions.swap_remove(at))
}

/// What changed from one published version to another.
pub(super) async fn difference(
    house: &House,
    from: PolicyVersionId,
    to: PolicyVersionId,
) -> Result<Vec<Change>, Refusal> {
    published(house, from).await?;
    published(house, to).await?;
    let mut view = house.db.view().await?;
    let (old, new) = (settle::remembered(&mut view, from).await?, settle::remembered(&mut view, to).await?);
    Ok(change::changes(&house.policy, &old, &new))
}

/// What a keeper sees of a version before he goes on with it.
pub(super) struct Tally {
    pub version: Version,
    pub changes: Vec<Change>,
    pub people: i64,
    pub agreed: i64,
    pub objected: i64,
}

/// A version with what changed and how many said what.
pub(super) async fn tally(house: &House, who: Person, id: PolicyVersionId) -> Result<Tally, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let versions = store::versions(&mut view).await?;
    let version = versions.into_iter().find(|version| version.id == id).ok_or(Refusal::Unknown)?;
    let written = store::written(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    Ok(Tally {
        changes: changes_of(&written)?,
        people: store::people(&mut view).await?,
        agreed: store::count(&mut view, id, Word::Agree).await?,
        objected: store::count(&mut view, id, Word::Object).await?,
        version,
    })
}

/// The changes that were written down with a version.
pub(super) fn changes_of(written: &Written) -> Result<Vec<Change>, Fault> {
    serde_json::from_str(&written.changes).because("reading what a version changed")
}

const PROCLAIMED: &str = "policy.major";
/// Signs of what changed that a notice carries; the page has the rest.
const TOLD_MAX: usize = 1_500;

/// A major change is told with what it changes by every way there is: in the list of notices, by mail, by text message, and
/// on the wall where strangers read it.
async fn proclaim(cx: &mut Ctx, who: Person, version: &Version) -> Result<(), Fault> {
    let written =
        store::written_now(cx, version.id).await?.because("a version that is published is written")?;
    let changes = changes_of(&written)?;
    let in_words = |lang: Lang, mark: &str| {
        let said = sentences(&changes, lang).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(mark);
        said.chars().take(TOLD_MAX).collect::<String>()
    };
    let told = notice::both(&in_words(Lang::ZhCn, "；"), &in_words(Lang::En, "; "));
    let until = version.times.objections_until.unwrap_or(cx.now());
    let args = Args::from([
        ("version".to_owned(), version.version.clone().into()),
        ("changes".to_owned(), told),
        ("until".to_owned(), notice::instant(until)),
    ]);
    incident::hang_out(cx, PROCLAIMED, &args, until).await?;
    notice::spread(cx, notice::Kind::Service, PROCLAIMED, &args, who.person).await?;
    Ok(())
}

/// What a keeper does with a version.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Publish,
    Notify(Option<Timestamp>),
    Withdraw,
}

/// Leads a version one step further.
pub(super) async fn go_on(
    house: &House,
    who: Person,
    id: PolicyVersionId,
    step: Step,
) -> Result<Version, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let version = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let was_published = version.state.published();
    if !matches!(step, Step::Withdraw) {
        let purposes = assessment::missing(&mut cx, version.id, &version.fresh).await?;
        if !purposes.is_empty() {
            return Err(Refusal::Unassessed { purposes });
        }
    }
    let (now, policy) = (cx.now(), &house.policy);
    let (version, told) = match step {
        Step::Publish => (rules::publish(version, policy, now)?, Some("policy.publicity")),
        Step::Notify(at) => (rules::notify(version, policy, at, now)?, Some("policy.notified")),
        Step::Withdraw => (rules::withdraw(version, now)?, was_published.then_some("policy.withdrawn")),
    };
    store::save(&mut cx, &version).await?;
    if matches!(step, Step::Publish) && version.major() {
        proclaim(&mut cx, who, &version).await?;
    }
    if matches!(step, Step::Withdraw) {
        incident::take_down(&mut cx, PROCLAIMED).await?;
    }
    if let Some(told) = told {
        jobs::tell(&mut cx, &version, told).await?;
    }
    cx.commit().await?;
    settle::load(house).await?;
    Ok(version)
}

/// What a version brings that is on its way and not told to everybody yet; `None` for any other.
pub(crate) async fn waiting(
    cx: &mut Ctx,
    id: PolicyVersionId,
) -> Result<Option<Vec<(Purpose, Category)>>, Fault> {
    let version = store::lock(cx, id).await?;
    let waits = |version: &Version| matches!(version.state, State::Draft | State::Publicity);
    Ok(version.filter(waits).map(|version| version.fresh))
}

/// A high risk was found in a version: that is a major change of its own.
pub(crate) async fn risk_found(cx: &mut Ctx, id: PolicyVersionId) -> Result<(), Fault> {
    let Some(mut version) = store::lock(cx, id).await? else { return Ok(()) };
    if !version.kinds.contains(&Kind::Risk) {
        version.kinds.push(Kind::Risk);
        store::save_kinds(cx, &version).await?;
    }
    Ok(())
}

/// How a person stands to the policy.
pub(super) struct Standing {
    /// The version in force.
    pub in_force: Option<Version>,
    /// What is on its way and published, with what it changes.
    pub coming: Option<(Version, Vec<Change>)>,
    /// What the version in force changed, where the person has not answered a major one.
    pub unanswered: Option<(Version, Vec<Change>)>,
    /// Everything the person said, oldest first.
    pub said: Vec<Said>,
    /// Purposes that are closed to his data.
    pub limited: Vec<Purpose>,
}

/// How I stand to the policy.
pub(super) async fn mine(house: &House, who: Person) -> Result<Standing, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let versions = store::versions(&mut view).await?;
    let said = store::words(&mut view, who.person).await?;
    let since = store::person_since(&mut view, who.person).await?;
    let now = view.now();
    let in_force = versions.iter().find(|version| version.state == State::InForce).cloned();
    let coming = versions.iter().find(|version| version.state.open() && version.state.published());
    let coming = with_changes(&mut view, coming.cloned()).await?;
    let answered = |version: &Version| {
        said.iter().any(|said| said.id == version.id)
            || since.zip(version.times.made_at).is_some_and(|(since, made)| since >= made)
            || version.number == 1
    };
    let unanswered = in_force.clone().filter(|version| !answered(version));
    let unanswered = with_changes(&mut view, unanswered).await?;
    drop(view);
    let limited = house.terms.limited(&house.db, now, who.person).await?;
    Ok(Standing { in_force, coming, unanswered, said, limited })
}

async fn with_changes(
    view: &mut ground::View,
    version: Option<Version>,
) -> Result<Option<(Version, Vec<Change>)>, Refusal> {
    let Some(version) = version else { return Ok(None) };
    let written = store::written(view, version.id).await?.ok_or(Refusal::Unknown)?;
    let changes = changes_of(&written)?;
    Ok(Some((version, changes)))
}

/// Agrees to a version, objects to it, or goes on with a small change.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: PolicyVersionId,
    word: Word,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let version = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    rules::answer(&version, word)?;
    store::add_word(&mut cx, who.person, &version, word).await?;
    let body = json!({ "policy": version.id, "word": word.word() });
    cx.tell(who.person, "account", "policy.answered", &body).await?;
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let said = store::words(&mut view, person).await?;
        Ok(said
            .into_iter()
            .map(|said| Held {
                category: Category::ConsentRecord,
                table: "yard_policy_word",
                value: Some(format!("{} ({})", said.word.word(), said.version)),
                collected_at: said.at,
            })
            .collect())
    })
}

/// The sentences of changes in one language.
pub(super) fn sentences(changes: &[Change], lang: Lang) -> Vec<(&Change, String)> {
    changes.iter().map(|change| (change, change.words.lang(lang).to_owned())).collect()
}
