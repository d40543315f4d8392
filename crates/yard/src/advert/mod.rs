//! Adverts: from the house's own store, where the doorplate has them at all, to who asked for them.
//!
//! - Two switches, both off: to see adverts, and to have them chosen by interests and an area that one ticks oneself.
//!   Without the second, an advert is the same for everybody, and an area that comes along all the same is not looked at.
//! - Who saw what is known for the day, under a key of that day; then the key and the rows go and totals remain.
//! - A showing and a click count once for each person and day. A mark that was not given out, a click before or right
//!   after the showing, and what passes the daily limit count as invalid and nowhere else.
//! - An advertiser learns totals of groups that are large enough, with noise. Leaving through an advert goes by a page that
//!   says so; the address is the same for everybody, its key names the advert and the day.
//! - An advert needs a partner who is bound by an agreement. Its picture is served by the house.
//!
//! Tables: `yard_campaign`, `yard_advert_interest`, `yard_advert_day`, `yard_advert_seen`, `yard_advert_count`. Jobs:
//! `advert.settle`. Behind a doorplate without adverts every operation answers that there are none.

mod actions;
mod http;
mod jobs;
mod keep;
mod refusal;
mod rules;
mod store;

pub(crate) use actions::chose;
pub use actions::held;
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub(crate) use rules::is_tag;
pub use store::InterestRow;

use ground::{Erasure, Export, TableDecl};

ground::id! {
    /// One advert in the store.
    pub struct CampaignId => "campaign"
}

const fn of_house(name: &'static str, lifetime: &'static str, plain: &'static [&'static str]) -> TableDecl {
    TableDecl {
        name,
        owner: "house",
        lifetime,
        export: Export::None,
        erasure: Erasure::Nothing,
        plain,
        sealed: &[],
    }
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    of_house(
        "yard_campaign",
        "as long as the house: what was advertised, for whom, under which agreement",
        &[
            "id",
            "partner",
            "placement",
            "title_zh",
            "title_en",
            "text_zh",
            "text_en",
            "link",
            "tag",
            "area",
            "daily_most",
            "picture",
            "from_at",
            "until_at",
            "ended_at",
            "created_at",
        ],
    ),
    TableDecl {
        name: "yard_advert_interest",
        owner: "person",
        lifetime: "until the person takes them back, or the consent ends",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "id", "changed_at"],
        sealed: &["interests"],
    },
    of_house("yard_advert_day", "one day, removed by advert.settle", &["day", "salt"]),
    TableDecl {
        name: "yard_advert_seen",
        owner: "person",
        lifetime: "one day, then totals: advert.settle",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "day", "campaign", "who", "placed", "shown", "clicked", "invalid", "waiting", "shown_at", "at",
        ],
        sealed: &[],
    },
    of_house(
        "yard_advert_count",
        "as long as its advert; totals of a day",
        &["day", "campaign", "people", "clickers", "shown", "clicked", "invalid"],
    ),
];

/// What becomes of somebody's interests and showings when he is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![
        Eraser { table: "yard_advert_interest", work: Work::AtOnce(store::erase_interests) },
        Eraser { table: "yard_advert_seen", work: Work::AtOnce(store::erase_seen) },
    ]
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    let interest = How::Act("advert.settings.save");
    vec![
        Sweeper { category: Category::AdvertInterest, event: "removed", how: interest },
        Sweeper { category: Category::AdvertRecord, event: "collected", how: How::Job("advert.settle") },
    ]
}
