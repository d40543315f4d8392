//! The tables of attendance: whose they are, how long their rows live, what becomes of them.

use ground::{Erasure, Export, TableDecl};

use super::machine;

const WITH_GROUP: &str = "until the group or the organisation ends; erasure.end_org";

/// A table of the organisation's arrangements, in which nobody is written.
const fn arranged(name: &'static str, plain: &'static [&'static str]) -> TableDecl {
    let (export, erasure) = (Export::Org, Erasure::Nothing);
    TableDecl { name, owner: "org", lifetime: WITH_GROUP, export, erasure, plain, sealed: &[] }
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    arranged("office_shift", &["id", "org", "name", "shift", "made_at", "ended_at"]),
    arranged("office_group", &["id", "org", "name", "zone", "made_at"]),
    arranged("office_group_plan", &["grp", "from_day", "plan"]),
    arranged("office_day", &["org", "day", "kind"]),
    TableDecl {
        name: "office_screen",
        owner: "org",
        lifetime: "until it is taken down, or the organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "grp", "made_at"],
        sealed: &["verifier"],
    },
    TableDecl {
        name: "office_group_manager",
        owner: "org",
        lifetime: "until another is named, he leaves, or the organisation ends; erasure.end_org",
        export: Export::Org,
        erasure: Erasure::Rows,
        plain: &["grp", "org", "person"],
        sealed: &[],
    },
    TableDecl {
        name: "office_attendee",
        owner: "org",
        lifetime: "for as long as what was clocked is kept; attendance.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "grp", "from_day", "until_day"],
        sealed: &[],
    },
    TableDecl {
        name: "office_roster",
        owner: "org",
        lifetime: "for as long as what was clocked is kept; attendance.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "day", "shift"],
        sealed: &[],
    },
    TableDecl {
        name: "office_closing",
        owner: "org",
        lifetime: "until the organisation ends; who closed it goes with his account; erasure.end_org",
        export: Export::Org,
        erasure: Erasure::Rows,
        plain: &["grp", "org", "month", "closed_by", "closed_at"],
        sealed: &[],
    },
    TableDecl {
        name: "office_punch",
        owner: "person",
        lifetime: "as the policy keeps it; attendance.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        // `nonce` is drawn at random for one answer.
        plain: &["id", "org", "person", "at", "made_at", "nonce"],
        sealed: &["record", "place"],
    },
    TableDecl {
        name: "office_clock_key",
        owner: "person",
        lifetime: "until another device takes its place, he leaves, or the organisation ends; erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "id", "since", "replaced"],
        sealed: &["device_key"],
    },
    TableDecl {
        name: "office_agreement",
        owner: "person",
        lifetime: "until he agrees anew or takes it back, he leaves, or the organisation ends; attendance.taken_back, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "purpose", "agreed_at"],
        // A fingerprint of the organisation's reason.
        sealed: &["declared"],
    },
    TableDecl {
        name: "office_face",
        owner: "org",
        lifetime: "until its owner removes it or takes his agreement back, no group of his takes faces or attendance is shut, he leaves, or the organisation \
                   orders it or ends; attendance.face.sweep, attendance.taken_back, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "purpose", "given_at", "replaced"],
        sealed: &["photo", "template"],
    },
    TableDecl {
        name: "office_face_try",
        owner: "person",
        lifetime: "thirty days, or until he leaves or the organisation ends; attendance.face.sweep, erasure.end_org",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "at", "gave"],
        // Keyed fingerprints of what was found in pictures that are kept nowhere.
        sealed: &["marks"],
    },
    TableDecl {
        name: "office_field",
        owner: "person",
        lifetime: "as the policy keeps it, or until he takes his agreement back or leaves; attendance.sweep, attendance.taken_back, \
                   erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "at"],
        sealed: &["place", "found", "note", "photo"],
    },
    TableDecl {
        name: "office_correction",
        owner: "person",
        lifetime: "as the policy keeps what was clocked; attendance.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "org",
            "person",
            "approver",
            "day",
            "at",
            "state",
            "asked_at",
            "decided_by",
            "decided_at",
        ],
        sealed: &["reason"],
    },
    machine::TABLES[0],
    machine::TABLES[1],
    machine::TABLES[2],
];
