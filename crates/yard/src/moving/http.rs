//! The wire: an archive of another house, what it would bring, and what is taken from it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use policy::{Category, Lang};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use super::actions::{self, Looked, Wish};
use super::read::{CONTENT_MAX, Signed};
use super::{Refusal, fingerprint};
use crate::House;
use crate::consent;
use crate::house::InLanguage;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// A body is the content, whose quotation marks are written twice, and a little beside it.
const BODY_MAX: usize = 2 * CONTENT_MAX;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/import/look",
            post_with(look, |op| {
                op.id("me.import.look")
                    .summary("What an archive of another house would bring.")
                    .response::<200, Json<ArchiveLookView>>()
            }),
        )
        .api_route(
            "/me/import",
            post_with(take, |op| op.id("me.import").summary("Take along what an archive holds about me.")),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .api_route(
            "/house/known",
            get_with(houses, |op| {
                op.id("moving.houses").summary("Houses whose keys are known here, for keepers.")
            })
            .post_with(know, |op| {
                op.id("moving.know").summary("Say whose key this is, for keepers.").response::<204, ()>()
            }),
        )
        .api_route(
            "/house/known/{fingerprint}",
            delete_with(forget, |op| op.id("moving.forget").summary("Know a house no longer, for keepers.")),
        )
}

/// The archive as the other house gave it out (`me.archive`).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedWish {
    /// `courtyard-archive-1`.
    format: String,
    /// The content, as the exact bytes that were signed.
    content: String,
    /// The signature, base64.
    signature: String,
    /// The key of the house that signed it, base64.
    key: String,
}

impl SignedWish {
    pub(crate) fn signed(&self) -> Signed<'_> {
        let Self { format, content, signature, key } = self;
        Signed { format, content, signature, key }
    }
}

/// An archive to be looked at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LookWish {
    /// The archive.
    archive: SignedWish,
}

/// What an archive would bring.
#[derive(Serialize, JsonSchema)]
struct ArchiveLookView {
    /// What the house that signed it calls itself.
    house: String,
    /// Its doorplate.
    profile: String,
    /// When it was made.
    made_at: Timestamp,
    /// The house's key as people compare it; that house shows the same (`audit.checkpoint`).
    fingerprint: String,
    /// The name under which the keepers of this house know that key; null where nobody does.
    known_as: Option<String>,
    /// Whether the number in it is mine; null where it names none.
    own_number: Option<bool>,
    /// What can come along.
    offers: Vec<OfferView>,
    /// What cannot.
    left: Vec<LeftView>,
    /// Consents given there. None of them holds here.
    consents: Vec<String>,
    /// Looks at my data and recipients of them that the archive tells of; they stay that house's record.
    told: u64,
}

/// One kind that can come along.
#[derive(Serialize, JsonSchema)]
struct OfferView {
    /// The kind.
    category: String,
    /// Its name.
    title: String,
    /// How much there is.
    count: u64,
    /// What it is there, where it is a word.
    there: Option<String>,
    /// What it is here, where it is a word.
    here: Option<String>,
    /// True where it would replace what is here.
    replaces: bool,
}

/// One kind that does not come along.
#[derive(Serialize, JsonSchema)]
struct LeftView {
    /// The kind, as the archive calls it.
    category: String,
    /// Its name here; the same word where this house knows no such kind.
    title: String,
    /// How much of it there is.
    count: u64,
    /// `prove_anew`, `security`, `others`, `ask_anew`, `record`, `too_old`, `too_many`, `unreadable` or `not_kept`.
    why: String,
}

fn offers(house: &House, lang: Lang, looked: &Looked) -> Vec<OfferView> {
    let offer = &looked.offer;
    let name = offer.name.as_ref().map(|name| name.as_str().to_owned());
    let is_other = name.as_ref().is_some_and(|name| *name != looked.name);
    let has_picture = looked.has_picture;
    let here = Some(looked.name.clone());
    let all = [
        (Category::DisplayName, usize::from(name.is_some()), name, here, is_other),
        (Category::Avatar, usize::from(offer.picture.is_some()), None, None, has_picture),
        (Category::MeetingTitle, offer.titles.len(), None, None, false),
        (Category::MeetingParticipation, offer.stays.len(), None, None, false),
    ];
    let there = all.into_iter().filter(|(_, count, ..)| *count > 0);
    let view = there.map(|(category, count, there, here, replaces)| OfferView {
        category: category.id().to_owned(),
        title: house.policy.category(category).title.lang(lang).to_owned(),
        count: count as u64,
        there,
        here,
        replaces,
    });
    view.collect()
}

fn left(house: &House, lang: Lang, looked: &Looked) -> Vec<LeftView> {
    let title = |category: &str| {
        Category::from_id(category)
            .map_or(category, |known| house.policy.category(known).title.lang(lang))
            .to_owned()
    };
    let left = looked.offer.left.iter().map(|((category, why), count)| LeftView {
        category: category.clone(),
        title: title(category),
        count: *count as u64,
        why: why.word().to_owned(),
    });
    left.collect()
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
    Json(wish): Json<LookWish>,
) -> Result<(NoStore, Json<ArchiveLookView>), Problem> {
    let looked = actions::look(&house, who, &wish.archive.signed()).await?;
    let lang = query.lang();
    let (offers, left) = (offers(&house, lang, &looked), left(&house, lang, &looked));
    let in_words = |code: &String| consent::in_words(&house.policy, lang, code);
    let Looked { archive, offer, known, is_own_number, .. } = looked;
    let view = ArchiveLookView {
        fingerprint: fingerprint(&archive.key),
        house: archive.house,
        profile: archive.profile,
        made_at: archive.made_at,
        known_as: known.map(|known| known.name),
        own_number: is_own_number,
        offers,
        left,
        consents: offer.consents.iter().map(in_words).collect(),
        told: archive.told as u64,
    };
    Ok((NoStore, Json(view)))
}

/// What is to be taken along.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportWish {
    /// The archive.
    archive: SignedWish,
    /// The kinds that are to come along, of those that are offered.
    take: Vec<String>,
    /// Those of them that may replace what is here.
    #[serde(default)]
    replace: Vec<String>,
    /// The fingerprint of the house, where nobody here knows its key and I compared it.
    compared: Option<String>,
    /// That the archive is mine, where it does not name my number.
    #[serde(default)]
    mine: bool,
}

/// What came.
#[derive(Serialize, JsonSchema)]
struct ImportedView {
    /// By kind; what was here already is not counted.
    items: Vec<CameView>,
}

/// How much of one kind came.
#[derive(Serialize, JsonSchema)]
struct CameView {
    /// The kind.
    category: String,
    /// How much.
    count: u64,
}

fn kinds(words: &[String]) -> Result<BTreeSet<Category>, Refusal> {
    words.iter().map(|word| Category::from_id(word).ok_or(Refusal::NotOffered)).collect()
}

async fn take(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ImportWish>,
) -> Result<Json<ImportedView>, Problem> {
    let (take, replace) = (kinds(&wish.take)?, kinds(&wish.replace)?);
    let wanted = Wish { take, replace, compared: wish.compared.as_deref(), is_mine: wish.mine };
    let came = actions::take(&house, who, &wish.archive.signed(), &wanted).await?;
    let view = |(category, count): (Category, usize)| CameView {
        category: category.id().to_owned(),
        count: count as u64,
    };
    Ok(Json(ImportedView { items: came.into_iter().map(view).collect() }))
}

/// Houses whose keys are known.
#[derive(Serialize, JsonSchema)]
struct KnownHouseList {
    /// By name.
    items: Vec<KnownHouseView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct KnownHouseView {
    /// Its key as people compare it.
    fingerprint: String,
    /// Its name.
    name: String,
    /// Since when it is known.
    added_at: Timestamp,
}

async fn houses(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<KnownHouseList>, Problem> {
    let known = actions::houses(&house, who).await?.into_iter();
    let items = known.map(|known| KnownHouseView {
        fingerprint: known.fingerprint,
        name: known.name,
        added_at: known.added_at,
    });
    Ok(Json(KnownHouseList { items: items.collect() }))
}

/// A house and its key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KnowWish {
    /// Its name.
    name: String,
    /// Its key, base64, as it publishes it (`audit.checkpoint`).
    key: String,
}

async fn know(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<KnowWish>,
) -> Result<StatusCode, Problem> {
    actions::know(&house, who, &wish.name, &wish.key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A known house.
#[derive(Deserialize, JsonSchema)]
struct KnownPath {
    /// Its key as people compare it, with hyphens between the groups.
    fingerprint: String,
}

async fn forget(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<KnownPath>,
) -> Result<StatusCode, Problem> {
    actions::forget(&house, who, &at.fingerprint).await?;
    Ok(StatusCode::NO_CONTENT)
}
