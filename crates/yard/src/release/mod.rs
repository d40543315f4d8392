//! The release record: which version runs here, which build of the client it hands out, what changed, and whether an older
//! page must be loaded anew.
//!
//! A page knows its own build by the name of its first file; whoever sees another build here is older than the house. The
//! setting `client.must_be_new` turns telling into insisting.
//!
//! No table. Tells nothing of anybody.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{Because, Fault, Problem};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::House;
use crate::access::account_of;
use crate::house::InLanguage;
use crate::wire::{Json, NoStore, Query, SignedInAtAll};

/// What changed, release by release.
const RELEASES: &str = include_str!("releases.toml");

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/release",
        get_with(release, |op| {
            op.id("release.get")
                .summary("Which version runs, and what changed.")
                .response::<200, Json<ReleaseView>>()
        }),
    )
}

#[derive(Deserialize)]
struct Record {
    release: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    version: String,
    date: String,
    zh: Vec<String>,
    en: Vec<String>,
}

fn record() -> Result<Vec<Entry>, Fault> {
    Ok(toml::from_str::<Record>(RELEASES).because("reading the release record")?.release)
}

/// The release that runs.
#[derive(Serialize, JsonSchema)]
struct ReleaseView {
    /// The version of the server, and of the client that it hands out.
    version: String,
    /// The build of that client; null where none was built.
    build: Option<String>,
    /// Whether an older page must be loaded anew before anything else.
    must_be_new: bool,
    /// What changed, the newest first.
    changes: Vec<ChangeView>,
}

/// One release.
#[derive(Serialize, JsonSchema)]
struct ChangeView {
    /// Its version.
    version: String,
    /// Its day.
    date: String,
    /// What changed.
    notes: Vec<String>,
}

async fn release(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Query(query): Query<InLanguage>,
) -> Result<(NoStore, Json<ReleaseView>), Problem> {
    house.db.view().await?.permit(who, "me.read", &account_of(who.person))?;
    let changes = record()?.into_iter().map(|entry| ChangeView {
        version: entry.version,
        date: entry.date,
        notes: if query.lang() == Lang::En { entry.en } else { entry.zh },
    });
    let view = ReleaseView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: house.client_build.clone(),
        must_be_new: house.config.client.must_be_new,
        changes: changes.collect(),
    };
    Ok((NoStore, Json(view)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_entry_is_this_version_and_says_as_much_in_both_languages() {
        let record = record().unwrap();
        assert_eq!(record[0].version, env!("CARGO_PKG_VERSION"));
        for entry in &record {
            assert!(!entry.zh.is_empty() && entry.zh.len() == entry.en.len(), "{}", entry.version);
        }
    }
}
