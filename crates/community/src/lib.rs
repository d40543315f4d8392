//! The wing `community`: a neighbourhood, its homes, and who lives in them.
//!
//! - A community is an organisation that opened one; those who run the organisation are its property's staff.
//! - Nobody becomes a resident by being entered: he applied and the property approved, or he was entered and accepted.
//! - When the organisation ends, so does all that hangs on its community.
//! - A visitor who dials at a door rings all phones of the home; the first to answer has him, and opens once.
//! - When somebody moves out, all his rights end in that moment, and the outbox of rights says so to whatever opens doors.
//! - All ways in are one kind of pass: it opens by somebody's right, and by none that has ended.

pub mod agent;
pub mod answering;
pub mod application;
mod awaited;
mod document;
mod ending;
pub mod face;
pub mod homecoming;
pub mod household;
mod import;
pub mod intercom;
pub mod knock;
pub mod lane;
mod letter;
pub mod lift;
pub mod opening;
pub mod pass;
pub mod place;
pub mod station;
pub mod terminal;
pub mod thing;
pub mod vehicle;
pub mod visit;

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::retention::{How, Sweeper};
use yard::{HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(place::routes())
        .merge(application::routes())
        .merge(household::routes())
        .merge(homecoming::routes())
        .merge(import::routes())
        .merge(agent::routes())
        .merge(pass::routes())
        .merge(opening::routes())
        .merge(station::routes())
        .merge(intercom::routes())
        .merge(answering::routes())
        .merge(vehicle::routes())
        .merge(lane::routes())
        .merge(lift::routes())
        .merge(thing::routes())
        .merge(visit::routes())
        .merge(knock::routes())
        .merge(face::routes())
        .merge(awaited::routes())
        .merge(letter::routes())
        .merge(document::routes())
        .merge(terminal::routes())
        .layer(axum::middleware::from_fn(|wings, request, next| {
            yard::wing::door("community", wings, request, next)
        }))
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    let jobs = intercom::jobs(opening::jobs(pass::jobs(household::jobs(application::jobs(jobs)))));
    let jobs = terminal::jobs(letter::jobs(knock::jobs(visit::jobs(answering::jobs(jobs)))));
    homecoming::jobs(face::jobs(thing::jobs(lift::jobs(lane::jobs(vehicle::jobs(jobs))))))
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026120401 => "place",
        2026120402 => "application",
        2026120403 => "resident",
        2026121161 => "import",
        2026121101 => "agent",
        2026121111 => "pass",
        2026121112 => "opening",
        2026121121 => "station",
        2026121122 => "intercom",
        2026121151 => "vehicle",
        2026121152 => "lane",
        2026121153 => "lift",
        2026121131 => "thing",
        2026121132 => "scene",
        2026121211 => "desk_phone",
        2026121221 => "face",
        2026121351 => "cloud",
        2026121311 => "answering",
        2026121312 => "camera",
        2026121302 => "visit",
        2026121331 => "agent_full",
        2026121341 => "awaited",
        2026121342 => "letter",
        2026121343 => "document",
        2026121581 => "homecoming",
        2026121591 => "thing_marks",
        2026121541 => "terminal",
    ]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [
        place::TABLES,
        application::TABLES,
        household::TABLES,
        homecoming::TABLES,
        import::TABLES,
        agent::TABLES,
        pass::TABLES,
        opening::TABLES,
        station::TABLES,
        intercom::TABLES,
        vehicle::TABLES,
        lane::TABLES,
        lift::TABLES,
        thing::TABLES,
        visit::TABLES,
        knock::TABLES,
        face::TABLES,
        answering::TABLES,
        awaited::TABLES,
        letter::TABLES,
        document::TABLES,
        terminal::TABLES,
    ]
    .concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![
        application::held,
        household::held,
        homecoming::held,
        pass::held,
        opening::held,
        intercom::held,
        vehicle::held,
        lane::held,
        lift::held,
        thing::held,
        visit::held,
        face::held,
        answering::held,
        awaited::held,
        document::held,
        terminal::held,
    ]
}

/// What follows here when an organisation ends with its last member.
pub fn endings() -> Vec<yard::org::Ending> {
    vec![ending::ends]
}

/// What follows here before the number of a closed account is free again.
pub fn freeings() -> Vec<yard::account::Freeing> {
    vec![household::freed, awaited::freed]
}

/// What becomes of the wing's tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        // Before the residents: it asks who lives there besides.
        Eraser { table: "community_door_message", work: Work::AtOnce(answering::erase) },
        Eraser { table: "community_resident", work: Work::AtOnce(household::erase) },
        Eraser { table: "community_document", work: Work::AtOnce(document::erase) },
        Eraser { table: "community_application", work: Work::AtOnce(application::erase) },
        Eraser { table: "community_awaited", work: Work::AtOnce(awaited::erase) },
        // Before the passes, with the last of which it would end, too.
        // Before faces and passes, with which what is in a library ends.
        Eraser { table: "community_terminal_held", work: Work::AtOnce(terminal::erase) },
        Eraser { table: "community_face", work: Work::AtOnce(face::erase) },
        Eraser { table: "community_pass", work: Work::AtOnce(pass::erase) },
        Eraser { table: "community_order", work: Work::AtOnce(opening::erase) },
        Eraser { table: "community_intercom", work: Work::AtOnce(intercom::erase) },
        Eraser { table: "community_vehicle", work: Work::AtOnce(vehicle::erase) },
        Eraser { table: "community_thing_cloud", work: Work::AtOnce(thing::erase_clouds) },
        Eraser { table: "community_visit", work: Work::AtOnce(visit::erase) },
        Eraser { table: "community_guard", work: Work::AtOnce(knock::erase) },
        Eraser { table: "community_thing", work: Work::AtOnce(thing::erase_things) },
        Eraser { table: "community_thing_event", work: Work::AtOnce(thing::erase_events) },
        Eraser { table: "community_thing_invite", work: Work::AtOnce(thing::erase_invites) },
        Eraser { table: "community_thing_code", work: Work::AtOnce(thing::erase_codes) },
    ]
}

/// What ends with an organisation: the yard's job asks [`endings`].
const ENDED: How = How::Job("erasure.end_org");
/// What takes an application back.
const WITHDRAWN: How = How::Act("home.application.withdraw");

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    vec![
        Sweeper { category: Category::HomeApplication, event: "removed", how: WITHDRAWN },
        Sweeper { category: Category::HomeApplication, event: "decided", how: How::Job("home.sweep") },
        Sweeper { category: Category::HomeApplication, event: "collected", how: How::Job("home.sweep") },
        Sweeper { category: Category::HomeApplication, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::IdentityNumber, event: "removed", how: WITHDRAWN },
        Sweeper { category: Category::IdentityNumber, event: "decided", how: How::Job("home.sweep") },
        Sweeper { category: Category::IdentityNumber, event: "collected", how: How::Job("home.sweep") },
        Sweeper { category: Category::IdentityNumber, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::HomeResidence, event: "removed", how: How::Act("home.person.remove") },
        Sweeper { category: Category::HomeResidence, event: "invitation-over", how: How::Job("home.end") },
        Sweeper { category: Category::HomeResidence, event: "invitation-over", how: How::Job("home.sweep") },
        Sweeper { category: Category::HomeResidence, event: "moved-out", how: How::Job("home.end") },
        Sweeper { category: Category::HomeResidence, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::DoorPass, event: "removed", how: How::Act("pass.lost") },
        Sweeper { category: Category::DoorPass, event: "moved-out", how: How::Job("pass.sweep") },
        Sweeper { category: Category::DoorPass, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::DoorRecord, event: "collected", how: How::Job("opening.sweep") },
        Sweeper { category: Category::DoorRecord, event: "collected", how: How::Job("lift.sweep") },
        Sweeper { category: Category::DoorRecord, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::DoorCall, event: "collected", how: How::Job("intercom.sweep") },
        Sweeper { category: Category::DoorCall, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::DoorMessage, event: "collected", how: How::Job("answering.sweep") },
        Sweeper { category: Category::DoorMessage, event: "removed", how: How::Act("intercom.forget") },
        Sweeper { category: Category::DoorMessage, event: "moved-out", how: How::Job("answering.sweep") },
        Sweeper { category: Category::DoorMessage, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::VehiclePlate, event: "removed", how: How::Act("vehicle.remove") },
        Sweeper { category: Category::VehiclePlate, event: "status-over", how: How::Job("vehicle.sweep") },
        Sweeper { category: Category::VehiclePlate, event: "moved-out", how: How::Job("home.end") },
        Sweeper { category: Category::VehiclePlate, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::VehicleRecord, event: "collected", how: How::Job("lane.sweep") },
        Sweeper { category: Category::VehicleRecord, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::VehicleBar, event: "status-over", how: How::Job("vehicle.sweep") },
        Sweeper { category: Category::VehicleBar, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::Visitor, event: "removed", how: How::Act("visit.end") },
        Sweeper { category: Category::Visitor, event: "status-over", how: How::Job("pass.sweep") },
        Sweeper { category: Category::Visitor, event: "status-over", how: How::Job("knock.sweep") },
        Sweeper { category: Category::Visitor, event: "moved-out", how: How::Job("home.end") },
        Sweeper { category: Category::Visitor, event: "organisation-closed", how: ENDED },
        // A visitor's yes stands under a number that was drawn for his photo alone: nobody could find him by it.
        Sweeper { category: Category::ConsentRecord, event: "visit-over", how: How::Job("visit.forget") },
        Sweeper { category: Category::HomeDevice, event: "removed", how: How::Act("home.device.remove") },
        Sweeper { category: Category::HomeDevice, event: "moved-out", how: How::Job("home.device.sweep") },
        Sweeper { category: Category::HomeDevice, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::HomeDeviceLog, event: "collected", how: How::Job("home.device.sweep") },
        Sweeper { category: Category::HomeDeviceLog, event: "moved-out", how: How::Job("home.device.sweep") },
        Sweeper { category: Category::HomeDeviceLog, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::FacePhoto, event: "removed", how: How::Act("face.remove") },
        Sweeper { category: Category::FacePhoto, event: "status-over", how: How::Job("pass.sweep") },
        Sweeper { category: Category::FacePhoto, event: "moved-out", how: How::Job("home.end") },
        Sweeper { category: Category::FacePhoto, event: "organisation-closed", how: ENDED },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![
        (Purpose::HomeCertification, application::reviewed),
        (Purpose::HomeIdentity, application::reviewed),
        (Purpose::Household, household::known),
        (Purpose::DoorKeeping, pass::kept),
        (Purpose::VehicleAccess, vehicle::known),
        (Purpose::HomeDevices, thing::known),
        (Purpose::DoorMessages, answering::known),
        (Purpose::VisitKeeping, visit::known),
    ]
}
