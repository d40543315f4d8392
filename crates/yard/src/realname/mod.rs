//! Real names: somebody has it confirmed, once, that he is who he says (YZJ-013, AJ-007, DB-007).
//!
//! - Nobody has to, and nothing but what the keeper marked (`accounts.real_name_for`) asks for it (YZJ-014).
//! - Two ways. By the card: both sides are uploaded, one alone is refused, and somebody who runs the house compares them with
//!   name and number. By an identity body: name and number alone go there, once its own consent stands (AJ-008); no picture
//!   is asked for, and each check stands on the person's page of what was shared.
//! - Whoever reviews sees first and last signs. Pictures and number are opened with a reason, and each opening is a leaf.
//! - Where the keeper put nets there, a program of this machine's own reads the side with the portrait (AJ-108): its owner confirms what was
//!   read or mends it; it is kept nowhere and decides nothing.
//! - The pictures go with the decision; refused, name and number go, too. What nobody decides within thirty days goes.
//! - Taking the consent back, or the verification itself, removes all of it at once.
//! - One number may stand behind two accounts: the policy promises nothing else, so nothing is kept to find out.
//!
//! Tables: `yard_real_name`, `yard_identity_photo`. Tells (notice): `real_name.verified`, `real_name.refused`,
//! `real_name.mismatch`, `real_name.unknown`, `real_name.lapsed`. Jobs: `real_name.check`, `real_name.sweep`.

mod actions;
mod body;
mod card;
mod desk;
mod desk_http;
mod gate;
mod grounds;
mod held;
mod http;
mod jobs;
mod photo;
mod reading;
mod refusal;
mod rules;
mod store;
mod views;

pub use card::CardNumber;
pub use gate::{ask, gate, settings_hold};
pub use grounds::checks;
pub use held::held;
pub(crate) use held::own_photos;
pub use jobs::jobs;
pub use reading::{Answer, Cards, ReadCard, Turn, Unread};
pub use refusal::Refusal;
pub(crate) use store::forget;
pub use store::{PhotoRow, RealNameRow};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, TableDecl};
use policy::Category;

use crate::House;
use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

ground::id! {
    /// One verification of a real name.
    pub struct RealNameId => "realname"
}

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(photo::routes()).merge(desk_http::routes())
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_real_name",
        owner: "person",
        lifetime: "until it is taken back or the account ends; what waits for thirty days, removed by real_name.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "id", "state", "way", "sent_at", "decided_at", "decided_by"],
        sealed: &["name", "number", "reason"],
    },
    TableDecl {
        name: "yard_identity_photo",
        owner: "person",
        lifetime: "until the decision, at most thirty days, removed by real_name.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "side", "put_at"],
        sealed: &["photo"],
    },
];

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_real_name", work: Work::AtOnce(store::erase) },
        Eraser { table: "yard_identity_photo", work: Work::AtOnce(store::erase_photos) },
    ]
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let photo = |event, how| Sweeper { category: Category::IdentityPhoto, event, how };
    vec![
        Sweeper { category: Category::RealName, event: "removed", how: How::Act("real_name.remove") },
        photo("removed", How::Act("real_name.remove")),
        photo("decided", How::Act("real_name.decide")),
        photo("collected", How::Job("real_name.sweep")),
    ]
}
