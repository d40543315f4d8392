//! The yard: people and promises. Accounts, sessions, organisations, access, consent, rights, notices.
//!
//! What wings share stands here and names no wing: the house's state, the wire, and who asks.

#[cfg(all(feature = "ungated", not(debug_assertions)))]
compile_error!("`ungated` is for measuring what the gate costs: a release is not built with it");

pub mod access;
pub mod account;
pub mod advert;
mod alias;
pub mod application;
pub mod assessment;
pub mod audit;
pub mod avatar;
pub mod backup;
pub mod consent;
pub mod console;
pub mod control;
pub mod crash;
pub mod desk;
pub mod disclosure;
pub mod erasure;
pub mod escrow;
pub mod factor;
pub mod freeze;
pub mod gender;
pub mod grounds;
pub mod hearing;
pub mod house;
pub mod ical;
pub mod idempotency;
pub mod identity;
pub mod incident;
pub mod mandate;
pub mod marks;
pub mod me;
pub mod minor;
mod moments;
pub mod moving;
pub mod netlog;
pub mod notice;
pub mod number;
pub mod openid;
pub mod org;
pub mod outside;
pub mod own;
pub mod paper;
pub mod partner;
pub mod passkey;
pub mod password;
pub mod policy_version;
pub mod push;
pub mod quiet;
pub mod realname;
pub mod recall;
pub mod release;
pub mod reminder;
mod removal;
pub mod retention;
pub mod rights;
pub mod risk;
pub mod seal;
pub mod service;
pub mod setup;
pub mod shutdown;
pub mod staff;
pub mod statistic;
pub mod stream;
pub mod succession;
pub mod ticket;
pub mod token;
mod waiting;
pub mod watch;
pub mod ways;
pub mod wing;
pub mod wire;

pub use grounds::{Check, ManyCheck, YardGrounds};
pub use house::{Held, HeldSource, House, HouseParts};

use aide::axum::ApiRouter;
use ground::jobs::Jobs;
use ground::{TableDecl, db::Migration};

/// All routes of the yard, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(house::routes())
        .merge(account::routes())
        .merge(application::routes())
        .merge(audit::routes())
        .merge(avatar::routes())
        .merge(gender::routes())
        .merge(backup::routes())
        .merge(consent::routes())
        .merge(console::routes())
        .merge(erasure::routes())
        .merge(escrow::routes())
        .merge(identity::routes())
        .merge(mandate::routes())
        .merge(me::routes())
        .merge(moving::routes())
        .merge(minor::routes())
        .merge(org::routes())
        .merge(outside::routes())
        .merge(paper::routes())
        .merge(passkey::routes())
        .merge(password::routes())
        .merge(service::routes())
        .merge(seal::routes())
        .merge(policy_version::routes())
        .merge(retention::routes())
        .merge(rights::routes())
        .merge(number::routes())
        .merge(openid::routes())
        .merge(setup::routes())
        .merge(stream::routes())
        .merge(ways::routes())
        .merge(notice::routes())
        .merge(push::routes())
        .merge(quiet::routes())
        .merge(reminder::routes())
        .merge(ticket::routes())
        .merge(incident::routes())
        .merge(shutdown::routes())
        .merge(desk::routes())
        .merge(watch::routes())
        .merge(staff::routes())
        .merge(freeze::routes())
        .merge(factor::routes())
        .merge(risk::routes())
        .merge(control::routes())
        .merge(statistic::routes())
        .merge(partner::routes())
        .merge(advert::routes())
        .merge(disclosure::routes())
        .merge(succession::routes())
        .merge(recall::routes())
        .merge(assessment::routes())
        .merge(crash::routes())
        .merge(release::routes())
        .merge(realname::routes())
}

/// The yard's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    let jobs = me::jobs(jobs);
    let jobs = mandate::jobs(paper::jobs(minor::jobs(jobs)));
    let jobs = rights::jobs(retention::jobs(erasure::jobs(jobs)));
    let jobs = policy_version::jobs(seal::jobs(service::jobs(jobs)));
    let jobs = shutdown::jobs(incident::jobs(ticket::jobs(notice::jobs(jobs))));
    let jobs = advert::jobs(statistic::jobs(desk::jobs(jobs)));
    let jobs = recall::jobs(succession::jobs(disclosure::jobs(jobs)));
    let jobs = push::jobs(staff::jobs(jobs));
    let jobs = openid::jobs(jobs);
    let jobs = console::jobs(realname::jobs(crash::jobs(jobs)));
    backup::jobs(avatar::jobs(idempotency::jobs(org::jobs(account::jobs(jobs)))))
}

/// The migrations of the yard's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026112210 => "house",
        2026112211 => "account",
        2026112212 => "consent",
        2026112213 => "org",
        2026112214 => "passkey",
        2026112215 => "password",
        2026112216 => "answer",
        2026112217 => "setup",
        2026112218 => "avatar",
        2026112701 => "service",
        2026112702 => "mail",
        2026112740 => "policy_version",
        2026112741 => "org_policy",
        2026112750 => "closing",
        2026112751 => "retention",
        2026112752 => "rights",
        2026112753 => "netlog",
        2026112770 => "backup",
        2026112780 => "notice",
        2026112781 => "ticket",
        2026112782 => "incident",
        2026112783 => "shutdown",
        2026112785 => "consent_text",
        2026112790 => "minor",
        2026112795 => "desk",
        2026112810 => "statistic",
        2026112811 => "partner",
        2026112812 => "advert",
        2026112813 => "promotion",
        2026112820 => "disclosure",
        2026112821 => "succession",
        2026112822 => "recall",
        2026112823 => "assessment",
        2026112850 => "known",
        2026112851 => "notice_mail",
        2026112860 => "support",
        2026112866 => "crash",
        2026112870 => "factor",
        2026112871 => "risk",
        2026112872 => "identity_case",
        2026112877 => "leaver",
        2026112879 => "paper", 2026112880 => "mandate",
        2026112881 => "basis",
        2026112885 => "moving",
        2026112886 => "escrow",
        2026112887 => "reply",
        2026112920 => "appeal",
        2026113041 => "push",
        2026113042 => "quiet",
        2026120151 => "gender",
        2026120242 => "rest",
        2026121141 => "real_name",
        2026121301 => "reminder",
        2026121901 => "people",
        2026122471 => "serving",
        2026122901 => "services", 2026122902 => "application", 2026123101 => "scim", 2026123131 => "opened_at",
    ]
}

/// The yard's tables.
pub fn tables() -> Vec<TableDecl> {
    let first = [house::TABLES, account::TABLES, consent::TABLES, org::TABLES].concat();
    let more =
        [passkey::TABLES, password::TABLES, idempotency::TABLES, setup::TABLES, service::TABLES].concat();
    [
        first,
        more,
        policy_version::TABLES.to_vec(),
        erasure::TABLES.to_vec(),
        retention::TABLES.to_vec(),
        rights::TABLES.to_vec(),
        number::TABLES.to_vec(),
        netlog::TABLES.to_vec(),
        notice::TABLES.to_vec(),
        push::TABLES.to_vec(),
        quiet::TABLES.to_vec(),
        reminder::TABLES.to_vec(),
        gender::TABLES.to_vec(),
        ticket::TABLES.to_vec(),
        incident::TABLES.to_vec(),
        shutdown::TABLES.to_vec(),
        desk::TABLES.to_vec(),
        disclosure::TABLES.to_vec(),
        succession::TABLES.to_vec(),
        recall::TABLES.to_vec(),
        assessment::TABLES.to_vec(),
        moving::TABLES.to_vec(),
        escrow::TABLES.to_vec(),
        backup::TABLES.to_vec(),
        minor::TABLES.to_vec(),
        paper::TABLES.to_vec(),
        mandate::TABLES.to_vec(),
        watch::TABLES.to_vec(),
        staff::TABLES.to_vec(),
        factor::TABLES.to_vec(),
        risk::TABLES.to_vec(),
        statistic::TABLES.to_vec(),
        partner::TABLES.to_vec(),
        advert::TABLES.to_vec(),
        crash::TABLES.to_vec(),
        realname::TABLES.to_vec(),
        console::TABLES.to_vec(),
        application::TABLES.to_vec(),
        openid::TABLES.to_vec(),
    ]
    .concat()
}

/// What becomes of the yard's tables, and of those below it, when somebody is erased; in this order.
pub fn erasers() -> Vec<erasure::Eraser> {
    let first = [erasure::erasers(), org::erasers(), passkey::erasers(), password::erasers()].concat();
    [
        first,
        rights::erasers(),
        number::erasers(),
        minor::erasers(),
        paper::erasers(),
        mandate::erasers(),
        netlog::erasers(),
        watch::erasers(),
        factor::erasers(),
        risk::erasers(),
        notice::erasers(),
        push::erasers(),
        quiet::erasers(),
        reminder::erasers(),
        gender::erasers(),
        advert::erasers(),
        ticket::erasers(),
        incident::erasers(),
        disclosure::erasers(),
        recall::erasers(),
        moving::erasers(),
        crash::erasers(),
        realname::erasers(),
        console::erasers(),
        openid::erasers(),
        application::erasers(),
        policy_version::erasers(),
        idempotency::erasers(),
        consent::erasers(),
        account::erasers(),
    ]
    .concat()
}

/// What removes the yard's categories when their time is over.
pub fn sweepers() -> Vec<retention::Sweeper> {
    let first = [account::sweepers(), avatar::sweepers(), passkey::sweepers(), password::sweepers()].concat();
    [
        first,
        gender::sweepers(),
        idempotency::sweepers(),
        org::sweepers(),
        consent::sweepers(),
        rights::sweepers(),
        netlog::sweepers(),
        notice::sweepers(),
        push::sweepers(),
        advert::sweepers(),
        ticket::sweepers(),
        incident::sweepers(),
        disclosure::sweepers(),
        recall::sweepers(),
        moving::sweepers(),
        crash::sweepers(),
        realname::sweepers(),
        application::sweepers(),
        policy_version::sweepers(),
    ]
    .concat()
}

/// Where the yard holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![
        account::held,
        avatar::held,
        gender::held,
        consent::held,
        org::held,
        passkey::held,
        password::held,
        policy_version::held,
        idempotency::held,
        rights::held,
        number::held,
        netlog::held,
        notice::held,
        push::held,
        ticket::held,
        minor::held,
        paper::held,
        advert::held,
        crash::held,
        watch::held,
        moving::held,
        console::held,
        application::held,
        realname::held,
    ]
}

/// The same for what is opened by the page.
pub fn many_checks() -> Vec<(policy::Purpose, ManyCheck)> {
    org::many_checks()
}

/// Who may open what, for which purpose.
pub fn checks() -> Vec<(policy::Purpose, Check)> {
    let first = [org::checks(), avatar::checks(), rights::checks(), ticket::checks()].concat();
    [
        first,
        incident::checks(),
        minor::checks(),
        paper::checks(),
        mandate::checks(),
        disclosure::checks(),
        recall::checks(),
        crash::checks(),
        realname::checks(),
    ]
    .concat()
}
