//! The wing `office`: the working day of an organisation.
//!
//! - An organisation is the controller of what its members do here for work; the house acts as the organisation says.
//! - When a member leaves, what he was as a member goes in the time of the profile; when the organisation ends, all of it.
//! - A calendar is its person's: others see of it what he lets them.

pub mod approval;
pub mod attendance;
pub mod availability;
pub mod calendar;
pub mod dav;
mod ending;
pub mod leave;
mod membership;
pub mod task;
mod telling;

use aide::axum::ApiRouter;
use axum::Extension;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::org::{Serves, Service};
use yard::retention::{How, Sweeper};
use yard::{HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(attendance::routes().layer(Extension(Serves(Service::Attendance))))
        .merge(leave::routes().layer(Extension(Serves(Service::Attendance))))
        .merge(approval::routes().layer(Extension(Serves(Service::Approval))))
        .merge(calendar::routes().layer(Extension(Serves(Service::Calendar))))
        .merge(availability::routes().layer(Extension(Serves(Service::Calendar))))
        .merge(task::routes().layer(Extension(Serves(Service::Tasks))))
        .merge(dav::routes().layer(Extension(Serves(Service::Calendar))))
        .layer(axum::middleware::from_fn(|wings, request, next| {
            yard::wing::door("office", wings, request, next)
        }))
}

/// What answers beside the API: devices that keep calendars in step, programs that read one at its address, and clock machines. Where the doorplate has
/// no such wing, nothing is there.
pub fn beside(house: House) -> axum::Router {
    let router = dav::router(house.clone()).merge(attendance::router(house.clone()));
    router.merge(calendar::router(house)).layer(axum::middleware::from_fn(|wings, request, next| {
        yard::wing::door("office", wings, request, next)
    }))
}

/// Who is told of a decided case ([`approval::decided`]): the names of errands, each with the fact as its payload.
const DECIDED: &[&str] =
    &[<approval::Plan as ground::Errand<House>>::NAME, <approval::Enter as ground::Errand<House>>::NAME];

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    approval::jobs(leave::jobs(attendance::jobs(dav::jobs(task::jobs(calendar::jobs(jobs))))))
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026121601 => "calendar",
        2026121602 => "sharing",
        2026121603 => "task",
        2026121701 => "attendance_group",
        2026121702 => "attendance_clock",
        2026121801 => "approval",
        2026122101 => "approval_named",
        2026122110 => "approval_named_at",
        2026122472 => "dav",
        2026123001 => "leave",
        2026123111 => "attendance_face",
        2026123121 => "subscription",
        2027010101 => "outside",
        2027010201 => "clock_machine",
        2027010301 => "field_found",
    ]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [
        calendar::TABLES,
        availability::TABLES,
        task::TABLES,
        dav::TABLES,
        attendance::TABLES,
        leave::TABLES,
        approval::TABLES,
    ]
    .concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![calendar::held, task::held, dav::held, attendance::held, leave::held, approval::held]
}

/// What follows here when somebody leaves an organisation.
pub fn partings() -> Vec<yard::org::Parting> {
    vec![
        calendar::parts,
        availability::parts,
        task::parts,
        attendance::parts,
        leave::parts,
        approval::parts(),
    ]
}

/// What follows here when an organisation ends with its last member.
pub fn endings() -> Vec<yard::org::Ending> {
    vec![ending::ends]
}

/// What becomes of the wing's tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "office_reminder", work: Work::AtOnce(calendar::erase_reminder) },
        Eraser { table: "office_guest", work: Work::AtOnce(calendar::erase_guest) },
        Eraser { table: "office_event", work: Work::AtOnce(calendar::erase) },
        Eraser { table: "office_subscription", work: Work::AtOnce(calendar::subscribed::erase) },
        Eraser { table: "office_outsider", work: Work::AtOnce(calendar::outside::erase) },
        Eraser { table: "office_share", work: Work::AtOnce(availability::erase) },
        Eraser { table: "office_doer", work: Work::AtOnce(task::erase_doer) },
        Eraser { table: "office_task", work: Work::AtOnce(task::erase) },
        Eraser { table: "office_dav", work: Work::AtOnce(dav::erase) },
        Eraser { table: "office_dav_list", work: Work::AtOnce(dav::erase_lists) },
        Eraser { table: "office_punch", work: Work::AtOnce(attendance::erase_punches) },
        Eraser { table: "office_clock_key", work: Work::AtOnce(attendance::erase_keys) },
        Eraser { table: "office_agreement", work: Work::AtOnce(attendance::erase_agreements) },
        Eraser { table: "office_machine_number", work: Work::AtOnce(attendance::erase_numbers) },
        Eraser {
            table: "office_machine_agreement",
            work: Work::AtOnce(attendance::erase_machine_agreements),
        },
        Eraser { table: "office_face", work: Work::AtOnce(attendance::erase_faces) },
        Eraser { table: "office_face_try", work: Work::AtOnce(attendance::erase_tries) },
        Eraser { table: "office_field", work: Work::AtOnce(attendance::erase_fields) },
        Eraser { table: "office_correction", work: Work::AtOnce(attendance::erase_corrections) },
        Eraser { table: "office_attendee", work: Work::AtOnce(attendance::erase_attendees) },
        Eraser { table: "office_roster", work: Work::AtOnce(attendance::erase_rosters) },
        Eraser { table: "office_group_manager", work: Work::AtOnce(attendance::erase_managers) },
        Eraser { table: "office_closing", work: Work::AtOnce(attendance::erase_closings) },
        Eraser { table: "office_leave_book", work: Work::AtOnce(leave::erase_books) },
        Eraser { table: "office_leave_entry", work: Work::AtOnce(leave::erase_entries) },
        Eraser { table: "office_approval_part", work: Work::AtOnce(approval::erase_parts) },
        Eraser { table: "office_approval_named", work: Work::AtOnce(approval::erase_named) },
        Eraser { table: "office_approval_file", work: Work::AtOnce(approval::erase_files) },
        Eraser { table: "office_approval_absence", work: Work::AtOnce(approval::erase_absences) },
    ]
}

/// What ends with an organisation: the yard's job asks [`endings`].
const ENDED: How = How::Job("erasure.end_org");
/// What ends with a membership: the act asks [`partings`].
const LEFT: How = How::Act("org.member.remove");

/// What clears away records of attendance.
const CLOCKED: How = How::Job("attendance.sweep");

/// What clears away people outside, and what does as soon as they were told that they are invited no longer.
const OUTSIDE: How = How::Job("calendar.outside.sweep");
const TOLD_OFF: How = How::Job("calendar.outside.mail");

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    vec![
        Sweeper { category: Category::CalendarEntry, event: "removed", how: How::Act("event.remove") },
        Sweeper { category: Category::CalendarEntry, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::CalendarEntry, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::TaskEntry, event: "removed", how: How::Act("task.remove") },
        Sweeper { category: Category::TaskEntry, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::TaskEntry, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::CalendarSync, event: "removed", how: How::Job("calendar.dav.sweep") },
        Sweeper {
            category: Category::CalendarAddress,
            event: "removed",
            how: How::Act("calendar.subscription.end"),
        },
        Sweeper { category: Category::OutsideGuest, event: "event-over", how: OUTSIDE },
        Sweeper { category: Category::OutsideGuest, event: "removed", how: TOLD_OFF },
        Sweeper { category: Category::OutsideGuest, event: "organisation-left", how: TOLD_OFF },
        Sweeper { category: Category::OutsideGuest, event: "organisation-closed", how: TOLD_OFF },
        Sweeper { category: Category::OutsideRefusal, event: "collected", how: OUTSIDE },
        Sweeper { category: Category::ClockRecord, event: "collected", how: CLOCKED },
        Sweeper { category: Category::ClockRecord, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::LeaveRecord, event: "organisation-left", how: How::Job("leave.sweep") },
        Sweeper { category: Category::LeaveRecord, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::ClockKey, event: "removed", how: How::Act("attendance.key.put") },
        Sweeper { category: Category::ClockKey, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::ClockKey, event: "organisation-closed", how: ENDED },
        Sweeper {
            category: Category::ClockNumber,
            event: "removed",
            how: How::Act("attendance.machine.number.put"),
        },
        Sweeper { category: Category::ClockNumber, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::ClockNumber, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::ClockFace, event: "removed", how: How::Act("attendance.face.remove") },
        Sweeper {
            category: Category::ClockFace,
            event: "status-over",
            how: How::Job("attendance.face.sweep"),
        },
        Sweeper { category: Category::ClockFace, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::ClockFace, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::WorkPlace, event: "collected", how: CLOCKED },
        Sweeper { category: Category::WorkPlace, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::WorkPlace, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::FieldNote, event: "collected", how: CLOCKED },
        Sweeper { category: Category::FieldNote, event: "organisation-left", how: LEFT },
        Sweeper { category: Category::FieldNote, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::ApprovalForm, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::ApprovalCase, event: "unsent", how: How::Job("approval.sweep") },
        Sweeper { category: Category::ApprovalCase, event: "decided", how: How::Job("approval.sweep") },
        Sweeper { category: Category::ApprovalCase, event: "collected", how: How::Job("approval.sweep") },
        Sweeper { category: Category::ApprovalCase, event: "organisation-closed", how: ENDED },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![
        (Purpose::Calendar, calendar::known),
        (Purpose::Approval, approval::known),
        (Purpose::OwnData, approval::took_part),
        (Purpose::Attendance, attendance::known),
        (Purpose::Attendance, leave::known),
        (Purpose::ClockPlace, attendance::known),
        (Purpose::FieldSignIn, attendance::known),
    ]
}
