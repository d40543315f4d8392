//! The wing `meet`: people meet, see and hear one another, and the host has the record.
//!
//! - A meeting is found by its number, entered past its rules, and directed by its host.
//! - Media flow through the media engine ([`Media`]); the wing gives out tokens and hears who came and went.
//! - What is said, shown or written in a meeting never reaches this crate: chat goes over data channels, sealed in
//!   the browser. There is no table, no log line and no type for it here.

mod former;
mod frozen;
mod guest;
mod media;
pub mod meeting;
mod quality;
pub mod record;
mod sending;
mod wire;

pub use media::Media;
pub use meeting::open;
pub use record::listen;

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::retention::{How, Sweeper};
use yard::{Check, HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`. The gate lays an `axum::Extension` with [`Media`] over them.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(meeting::routes())
        .merge(record::routes())
        .merge(quality::routes())
        .merge(former::routes())
        .merge(guest::routes())
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    former::jobs(meeting::jobs(jobs))
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![2026112230 => "meeting", 2026112703 => "removed", 2026112878 => "former", 2026112882 => "guest_own"]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [meeting::TABLES, record::TABLES].concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![meeting::held, record::held]
}

/// What becomes of the wing's tables when somebody is erased: who was there stays counted and nobody can be told from it.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "meet_meeting", work: Work::KeysAnd(meeting::kept::store::erase_titles) },
        Eraser { table: "meet_participant", work: Work::Keys },
        Eraser { table: "meet_stay", work: Work::Keys },
    ]
}

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let swept = |category, count, sweep| Sweeper {
        category,
        event: "meeting-ended",
        how: How::Swept { count, sweep },
    };
    vec![
        swept(Category::MeetingTitle, meeting::kept::store::count_titles, meeting::kept::store::sweep_titles),
        swept(Category::GuestName, meeting::kept::store::count_names, meeting::kept::store::sweep_names),
        swept(
            Category::MeetingParticipation,
            meeting::kept::store::count_people,
            meeting::kept::store::sweep_people,
        ),
        Sweeper { category: Category::MeetingPasscode, event: "meeting-ended", how: How::Act("meeting.end") },
    ]
}

/// What people did in a week, for the house's numbers.
pub fn statistics() -> Vec<yard::statistic::Source> {
    vec![meeting::deeds]
}

/// Who may open what is about another, for the wing's purposes.
pub fn grounds() -> Vec<(Purpose, Check)> {
    vec![(Purpose::MeetingRecord, record::hosted)]
}

/// The same for what is opened by the page.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![(Purpose::Meeting, meeting::shares_a_meeting)]
}
