//! The wing `chat`: people write to one another, and what was acknowledged is never lost.
//!
//! - A conversation is one sequence of events without gaps; a client asks for everything after the last number it has.
//! - One writer puts them in order, many in one transaction, and answers after the commit. The same event sent twice is
//!   stored once.
//! - Bodies are sealed under the conversation's key. Recalling a message destroys its body and those of its edits.

pub mod block;
pub mod call;
pub mod choice;
pub mod contact;
pub mod conversation;
pub mod directory;
pub mod draft;
mod ending;
pub mod file;
pub mod finding;
pub mod forward;
mod frames;
pub mod friend;
pub mod governing;
pub mod grant;
mod guard;
pub mod hold;
pub mod hook;
pub mod imported;
pub mod keeping;
pub mod log;
pub mod mention;
pub mod nearby;
pub mod order;
pub mod phone;
pub mod pin;
pub mod preview;
pub mod program;
mod reach;
pub mod reaction;
pub mod report;
pub mod scheduled;
pub mod sealed;
pub mod search;
pub mod setting;
pub mod star;
pub mod status;
pub mod takeout;
pub mod topic;
pub mod urgent;

pub use frames::{Frame, frames, hook_payload};
pub use log::{Chat, write};

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::retention::{How, Sweeper};
use yard::{Check, HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there. The gate lays an
/// `axum::Extension` with [`Chat`] over them.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(conversation::routes())
        .merge(log::routes())
        .merge(draft::routes())
        .merge(choice::routes())
        .merge(search::routes())
        .merge(mention::routes())
        .merge(reaction::routes())
        .merge(order::routes())
        .merge(pin::routes())
        .merge(preview::routes())
        .merge(star::routes())
        .merge(forward::routes())
        .merge(topic::routes())
        .merge(scheduled::routes())
        .merge(setting::routes())
        .merge(keeping::routes())
        .merge(file::routes())
        .merge(friend::routes())
        .merge(finding::routes())
        .merge(nearby::routes())
        .merge(block::routes())
        .merge(directory::routes())
        .merge(contact::routes())
        .merge(call::routes())
        .merge(phone::routes())
        .merge(hook::routes())
        .merge(program::routes())
        .merge(urgent::routes())
        .merge(grant::routes())
        .merge(hold::routes())
        .merge(imported::routes())
        .merge(takeout::routes())
        .merge(report::routes())
        .merge(governing::routes())
        .merge(status::routes())
        .merge(sealed::routes())
        .layer(axum::middleware::from_fn(guard::open))
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    let jobs = order::jobs(reach::jobs(file::jobs(scheduled::jobs(conversation::jobs(jobs)))));
    let jobs = status::jobs(preview::jobs(program::jobs(report::jobs(jobs))));
    let jobs = phone::jobs(hold::jobs(search::jobs(jobs)));
    grant::jobs(urgent::jobs(keeping::jobs(call::jobs(nearby::jobs(jobs)))))
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026112900 => "conversation",
        2026112901 => "draft",
        2026112902 => "choice",
        2026112903 => "search",
        2026113001 => "mention",
        2026113002 => "reaction",
        2026113003 => "pin",
        2026113004 => "star",
        2026113005 => "topic",
        2026113006 => "scheduled",
        2026113007 => "setting",
        2026113011 => "file",
        2026113031 => "people",
        2026113032 => "directory",
        2026120101 => "keep",
        2026120102 => "grant",
        2026120111 => "order",
        2026120121 => "call",
        2026120131 => "hook",
        2026120141 => "urgent",
        2026120211 => "report",
        2026120212 => "governing",
        2026120213 => "channel",
        2026120231 => "program",
        2026120241 => "status",
        2026120251 => "sealed",
        2026120281 => "fresh_word",
        2026120321 => "preview",
        2026120331 => "hold",
        2026120332 => "imported",
        2026121001 => "segment",
        2026121002 => "event_index",
        2026121321 => "phone",
    ]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [
        conversation::TABLES,
        log::TABLES,
        draft::TABLES,
        choice::TABLES,
        search::TABLES,
        mention::TABLES,
        reaction::TABLES,
        order::TABLES,
        pin::TABLES,
        preview::TABLES,
        star::TABLES,
        topic::TABLES,
        scheduled::TABLES,
        setting::TABLES,
        keeping::TABLES,
        file::TABLES,
        friend::TABLES,
        finding::TABLES,
        nearby::TABLES,
        block::TABLES,
        directory::TABLES,
        contact::TABLES,
        call::TABLES,
        phone::TABLES,
        hook::TABLES,
        program::TABLES,
        urgent::TABLES,
        grant::TABLES,
        hold::TABLES,
        imported::TABLES,
        report::TABLES,
        governing::TABLES,
        status::TABLES,
        sealed::TABLES,
    ]
    .concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![
        conversation::held,
        log::held,
        draft::held,
        scheduled::held,
        file::held,
        urgent::held,
        program::held,
        report::held,
        hold::held,
        imported::held,
        status::held,
        sealed::held,
        phone::held,
    ]
}

/// A frame for open pages: ids and numbers, and what was said only where [`log`] lets it go along; whoever misses it finds the
/// same by asking.
pub(crate) fn hint(kind: &str, body: &impl serde::Serialize) -> String {
    serde_json::json!({ "topic": "conversation", "kind": kind, "body": body }).to_string()
}

/// People of a conversation who hear at once that something of it is another now; in one of more they see it when they look.
const TOLD_MAX: i64 = 1_000;

/// Those who are in a conversation hear of it on their open pages.
pub(crate) async fn pass(
    house: &House,
    id: conversation::ConversationId,
    (kind, body): (&str, &impl serde::Serialize),
) -> Result<(), ground::Fault> {
    let people = conversation::store::few_present(&mut house.db.view().await?, id, TOLD_MAX).await?;
    house.db.bus().pass_to(&people, &hint(kind, body).into());
    Ok(())
}

/// What people did here, for the numbers about groups.
pub fn statistics() -> Vec<yard::statistic::Source> {
    vec![log::deeds]
}

/// What follows here when somebody leaves an organisation.
pub fn partings() -> Vec<yard::org::Parting> {
    vec![conversation::parts]
}

/// What follows here when an organisation ends with its last member.
pub fn endings() -> Vec<yard::org::Ending> {
    vec![ending::ends]
}

/// What becomes of the wing's tables when somebody is erased: what he wrote goes, that something was there stays.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "chat_welcome", work: Work::AtOnce(sealed::store::erase_welcomes) },
        Eraser { table: "chat_key_package", work: Work::AtOnce(sealed::store::erase_packages) },
        Eraser { table: "chat_device", work: Work::AtOnce(sealed::store::erase_devices) },
        Eraser { table: "chat_sealed", work: Work::AtOnce(sealed::store::erase_infos) },
        Eraser { table: "chat_archive", work: Work::AtOnce(sealed::store::erase_archive) },
        Eraser { table: "chat_call_person", work: Work::AtOnce(call::store::erase_parties) },
        Eraser { table: "chat_call", work: Work::AtOnce(call::store::erase) },
        Eraser { table: "chat_phone_leg", work: Work::AtOnce(phone::store::erase) },
        Eraser { table: "chat_urgent_step", work: Work::AtOnce(urgent::store::erase_steps) },
        Eraser { table: "chat_urgent", work: Work::AtOnce(urgent::store::erase) },
        Eraser { table: "chat_urgent_choice", work: Work::AtOnce(urgent::store::erase_choice) },
        Eraser { table: "chat_urgent_refused", work: Work::AtOnce(urgent::store::erase_refused) },
        // Before the bodies: by these it is known which messages are whose.
        Eraser { table: "chat_fresh_token", work: Work::AtEnd(search::store::erase_fresh) },
        Eraser { table: "chat_posting", work: Work::AtEnd(search::store::erase) },
        Eraser { table: "chat_file_piece", work: Work::AtEnd(file::erase_pieces) },
        Eraser { table: "chat_file", work: Work::AtEnd(file::erase) },
        Eraser { table: "chat_event", work: Work::KeysAnd(log::store::erase_bodies) },
        Eraser { table: "chat_mention", work: Work::AtOnce(mention::store::erase) },
        Eraser { table: "chat_link_preview", work: Work::AtOnce(preview::store::erase) },
        Eraser { table: "chat_reaction", work: Work::AtOnce(reaction::store::erase) },
        Eraser { table: "chat_star", work: Work::AtOnce(star::store::erase) },
        Eraser { table: "chat_topic_read", work: Work::AtOnce(topic::store::erase) },
        Eraser { table: "chat_scheduled", work: Work::AtOnce(scheduled::store::erase) },
        Eraser { table: "chat_setting", work: Work::AtOnce(setting::store::erase) },
        Eraser { table: "chat_report", work: Work::AtOnce(report::store::erase) },
        Eraser { table: "chat_imported_part", work: Work::AtEnd(imported::erase_parts) },
        Eraser { table: "chat_imported", work: Work::AtEnd(imported::erase) },
        Eraser { table: "chat_hold", work: Work::AtEnd(hold::store::erase) },
        Eraser { table: "chat_withheld", work: Work::AtEnd(hold::store::erase_withheld) },
        Eraser { table: "chat_grant", work: Work::AtOnce(grant::store::erase) },
        Eraser { table: "chat_status", work: Work::AtOnce(status::store::erase) },
        Eraser { table: "chat_link", work: Work::AtOnce(order::store::erase_links) },
        Eraser { table: "chat_asker", work: Work::AtOnce(order::store::erase_askers) },
        Eraser { table: "chat_ask", work: Work::AtOnce(program::store::erase_asks) },
        Eraser { table: "chat_program", work: Work::AtOnce(program::store::erase) },
        Eraser { table: "chat_hook", work: Work::AtOnce(hook::store::erase) },
        Eraser { table: "chat_near", work: Work::AtOnce(nearby::store::erase) },
        Eraser { table: "chat_findable", work: Work::AtOnce(finding::store::erase) },
        Eraser { table: "chat_card", work: Work::AtOnce(friend::store::erase_card) },
        Eraser { table: "chat_friend", work: Work::AtEnd(friend::store::erase) },
        Eraser { table: "chat_block", work: Work::AtEnd(block::store::erase) },
        Eraser { table: "chat_choice", work: Work::AtOnce(choice::erase) },
        Eraser { table: "chat_draft", work: Work::AtOnce(draft::erase) },
        Eraser { table: "chat_member", work: Work::AtOnce(log::erase_memberships) },
        Eraser { table: "chat_contact", work: Work::KeysAnd(contact::store::erase) },
        Eraser { table: "chat_conversation", work: Work::Keys },
    ]
}

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    vec![
        Sweeper { category: Category::MessageContent, event: "removed", how: How::Act("message.recall") },
        Sweeper { category: Category::ChatFile, event: "removed", how: How::Act("message.recall") },
        Sweeper { category: Category::ChatFile, event: "unsent", how: How::Job("file.sweep") },
        Sweeper { category: Category::HeldMessage, event: "hold-ended", how: How::Job("hold.release") },
        Sweeper {
            category: Category::ImportedConversation,
            event: "removed",
            how: How::Act("imported.remove"),
        },
        Sweeper { category: Category::ContactCode, event: "removed", how: How::Act("contact.choose") },
        Sweeper { category: Category::ExternalContact, event: "removed", how: How::Act("external.remove") },
        Sweeper { category: Category::UrgentRecord, event: "collected", how: How::Job("urgent.sweep") },
        Sweeper { category: Category::PhoneCall, event: "collected", how: How::Job("phone.sweep") },
        Sweeper { category: Category::ProgramCommand, event: "collected", how: How::Job("program.sweep") },
        Sweeper { category: Category::StatusText, event: "removed", how: How::Act("status.put") },
        Sweeper { category: Category::StatusText, event: "status-over", how: How::Job("status.sweep") },
        Sweeper { category: Category::MessageDraft, event: "removed", how: How::Act("draft.put") },
        Sweeper {
            category: Category::ConversationName,
            event: "removed",
            how: How::Job("conversation.sweep"),
        },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![
        (Purpose::Messaging, conversation::converses),
        (Purpose::OwnData, conversation::wrote),
        (Purpose::ConversationAccess, grant::granted),
        (Purpose::Contacts, friend::grounds::known),
        (Purpose::Directory, directory::numbers),
        (Purpose::BusinessContacts, contact::kept),
    ]
}

/// The same for what is opened one by one.
pub fn grounds() -> Vec<(Purpose, Check)> {
    vec![
        (Purpose::AvatarDisplay, friend::grounds::pictured as yard::Check),
        (Purpose::MemberOutside, friend::grounds::acquainted),
    ]
}
