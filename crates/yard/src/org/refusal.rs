//! The whole vocabulary of no.

use ground::{Fault, Problem};

use crate::account;

/// How something about an organisation is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such organisation, or not for the caller.
    #[error("there is no such organisation, or it is not yours")]
    Unknown,
    /// The session may not reach organisations yet.
    #[error("this number was silent for long: prove in a second way that it is you")]
    Limited,
    /// The creator's particulars are missing.
    #[error("an organisation needs the name of its creator")]
    CreatorMissing,
    /// The creator's particulars are unreadable.
    #[error("name and position of the creator have at most 64 characters each, on one line")]
    CreatorWrong,
    /// The company's particulars are missing.
    #[error("an organisation needs the legal name and the unified social credit code of the company")]
    CompanyMissing,
    /// The company's particulars are unreadable.
    #[error("the legal name has at most 120 characters, the address at most 200, each on one line")]
    CompanyWrong,
    /// The code is no unified social credit code.
    #[error("this is not a unified social credit code (GB 32100)")]
    CreditCodeWrong,
    /// Too many organisations were created.
    #[error("too many organisations were created today")]
    CreateLimit {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// There is no such member.
    #[error("there is no such member")]
    MemberUnknown,
    /// The person belongs to it already.
    #[error("this person is a member already")]
    MemberAlready,
    /// The position is unreadable.
    #[error("a position has 1 to 64 characters on one line")]
    PositionWrong,
    /// It is the last organisation: leaving it closes the account here, which is done knowingly and with a proof.
    #[error("this is your last organisation; leaving it closes your account: close the account instead")]
    ClosesAccount,
    /// An organisation is never without an administrator.
    #[error("the last administrator stays: name another one first")]
    LastAdministrator,
    /// The external id is unreadable.
    #[error("an external id has 1 to 128 characters on one line")]
    ExternalIdWrong,
    /// Somebody or something else has it.
    #[error("this external id is taken")]
    ExternalIdTaken,
    /// There is no such department.
    #[error("there is no such department")]
    DepartmentUnknown,
    /// The department has no name.
    #[error("a department needs a name")]
    DepartmentNameMissing,
    /// The name is unreadable.
    #[error("the name of a department has 1 to 64 characters on one line")]
    DepartmentNameWrong,
    /// A department would stand below itself.
    #[error("a department cannot stand below itself")]
    DepartmentCycle,
    /// Too many departments, or too deep.
    #[error("an organisation has at most 2000 departments, 16 deep")]
    DepartmentLimit,
    /// The number is missing.
    #[error("a phone number is needed")]
    PhoneMissing,
    /// The number is none.
    #[error("this is not a phone number that can be invited")]
    PhoneWrong,
    /// An invitation of this number waits already.
    #[error("this number is invited already")]
    InvitedAlready,
    /// The person of this number refuses lists of this organisation.
    #[error("this person refuses lists of this organisation")]
    ListRefused,
    /// The list was taken back while it was brought in.
    #[error("this list was taken back")]
    ListGone,
    /// The list is empty or too long.
    #[error("a list has 1 to 500 rows")]
    RowsWrong,
    /// Too many invitations.
    #[error("too many invitations today")]
    InviteLimit {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// There is no such invitation, or it is not the caller's, or it waits no longer.
    #[error("there is no such invitation, or it waits no longer")]
    InvitationUnknown,
    /// There is nothing of the kind to be opened here.
    #[error("this house has nothing of the kind")]
    ServiceUnknown,
    /// There is no such charge.
    #[error("there is no such charge")]
    ChargeUnknown,
    /// It names no right, or its title is unreadable.
    #[error("a charge has a title of 1 to 40 characters on one line, and one right at least")]
    ChargeWrong,
    /// Too many charges.
    #[error("an organisation has at most 1000 charges")]
    ChargeLimit,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The vault says no.
    #[error(transparent)]
    Sealed(#[from] vault::OpenRefused),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<account::Refusal> for Refusal {
    fn from(refusal: account::Refusal) -> Self {
        match refusal {
            account::Refusal::NameMissing => Self::CreatorMissing,
            account::Refusal::Fault(fault) => Self::Fault(fault),
            account::Refusal::Denied(denied) => Self::Denied(denied),
            _ => Self::CreatorWrong,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("org.unknown", refusal),
            Refusal::Limited => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::CreatorMissing => Self::field("org.creator_missing", "creator", refusal),
            Refusal::CreatorWrong => Self::field("org.creator_wrong", "creator", refusal),
            Refusal::CompanyMissing => Self::field("org.company_missing", "company", refusal),
            Refusal::CompanyWrong => Self::field("org.company_wrong", "company", refusal),
            Refusal::CreditCodeWrong => Self::field("org.credit_code_wrong", "company.credit_code", refusal),
            Refusal::CreateLimit { after_s } => Self::too_many("org.create_limit", refusal, after_s),
            Refusal::MemberUnknown => Self::not_found("org.member_unknown", refusal),
            Refusal::MemberAlready => Self::conflict("org.member_already", refusal),
            Refusal::PositionWrong => Self::field("org.position_wrong", "position", refusal),
            Refusal::ClosesAccount => Self::conflict("org.closes_account", refusal),
            Refusal::LastAdministrator => Self::conflict("org.last_administrator", refusal),
            Refusal::ExternalIdWrong => Self::field("org.external_id_wrong", "external_id", refusal),
            Refusal::ExternalIdTaken => Self::conflict("org.external_id_taken", refusal),
            Refusal::DepartmentUnknown => Self::not_found("org.department_unknown", refusal),
            Refusal::DepartmentNameMissing => Self::field("org.department_name_missing", "name", refusal),
            Refusal::DepartmentNameWrong => Self::field("org.department_name_wrong", "name", refusal),
            Refusal::DepartmentCycle => Self::conflict("org.department_cycle", refusal),
            Refusal::DepartmentLimit => Self::conflict("org.department_limit", refusal),
            Refusal::PhoneMissing => Self::field("account.phone_missing", "phone", refusal),
            Refusal::PhoneWrong => Self::field("account.phone_wrong", "phone", refusal),
            Refusal::RowsWrong => Self::field("org.rows_wrong", "rows", refusal),
            Refusal::ListRefused => Self::conflict("org.list_refused", refusal),
            Refusal::ListGone => Self::not_found("upload.unknown", refusal),
            Refusal::InvitedAlready => Self::conflict("org.invited_already", refusal),
            Refusal::InviteLimit { after_s } => Self::too_many("org.invite_limit", refusal, after_s),
            Refusal::InvitationUnknown => Self::not_found("org.invitation_unknown", refusal),
            Refusal::ServiceUnknown => Self::not_found("org.service_unknown", refusal),
            Refusal::ChargeUnknown => Self::not_found("org.charge_unknown", refusal),
            Refusal::ChargeWrong => Self::field("org.charge_wrong", "title", refusal),
            Refusal::ChargeLimit => Self::conflict("org.charge_limit", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
