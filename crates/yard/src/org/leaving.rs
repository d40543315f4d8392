//! Leaving everywhere at once: what closing an account does to organisations.

use ground::{Ctx, Fault, OrgId, PersonId};
use serde_json::json;

use super::{
    Role, act, charge, closing, department, invitation, leaver, personnel, record, scim, store, upload,
};
use crate::erasure::{Eraser, Work};

/// The organisations that would have members and no administrator without this person.
///
/// # Errors
/// What the database says.
pub(crate) async fn would_orphan(cx: &mut Ctx, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let mut orphans = Vec::new();
    for (org, role) in store::roles(cx, person).await? {
        let last = role == Role::Administrator && store::count_administrators(cx, org).await? < 2;
        if last && store::count_members(cx, org).await? > 1 {
            orphans.push(org);
        }
    }
    Ok(orphans)
}

/// Takes a person out of all organisations and tells those who run them; what waits for his number goes. Answers the
/// organisations that end with him.
///
/// # Errors
/// What the database says.
pub(crate) async fn leave_all(cx: &mut Ctx, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let mut ended = Vec::new();
    invitation::store::drop_of_number(cx, person).await?;
    upload::store::drop_waiting(cx, person).await?;
    for (org, _) in store::roles(cx, person).await? {
        store::lock(cx, org).await?;
        if store::count_members(cx, org).await? < 2 {
            store::remove(cx, org).await?;
            ended.push(org);
            continue;
        }
        store::remove_member(cx, org, person).await?;
        let body = json!({ "org": org, "person": person });
        for administrator in store::administrators(cx, org).await? {
            cx.tell(administrator, "org", "org.member_left", &body).await?;
        }
    }
    Ok(ended)
}

/// Somebody gives his number up: what lists have waiting for it goes, for it says of him what its next holder is not to read.
///
/// # Errors
/// What the database says.
pub(crate) async fn number_given_up(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    upload::store::drop_waiting(cx, person).await
}

/// Somebody has a number now: what its holder refused before he had an account is refused still, and his to take back.
///
/// # Errors
/// What the database says.
pub(crate) async fn number_taken(
    cx: &mut Ctx,
    person: PersonId,
    index: [u8; 16],
) -> Result<(), ground::DbError> {
    upload::store::taken_over(cx, person, index).await
}

/// What hangs on a membership in an organisation goes with it.
pub(super) async fn rest(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    record::store::left(cx, org, person).await?;
    personnel::store::left(cx, org, person).await?;
    charge::store::left(cx, org, person).await?;
    upload::store::left(cx, org, person).await?;
    crate::application::left(cx, org, person).await?;
    department::head_left(cx, org, person).await
}

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    let own = vec![
        Eraser { table: "yard_invitation", work: Work::KeysAnd(invitation::store::erase) },
        Eraser { table: "yard_member", work: Work::AtOnce(store::erase_memberships) },
        Eraser { table: "yard_org", work: Work::KeysAnd(store::erase_creator) },
        Eraser { table: "yard_department", work: Work::KeysAnd(department::erase_head) },
        Eraser { table: "yard_org_act", work: Work::AtOnce(act::erase) },
        Eraser { table: "yard_charge", work: Work::AtOnce(charge::erase) },
        Eraser { table: "yard_member_field", work: Work::AtOnce(record::store::erase) },
        Eraser { table: "yard_member_photo", work: Work::AtOnce(record::store::erase_photos) },
        Eraser { table: "yard_personnel", work: Work::AtOnce(personnel::store::erase) },
        Eraser { table: "yard_upload", work: Work::Keys },
        Eraser { table: "yard_upload_row", work: Work::AtOnce(upload::store::erase) },
        Eraser { table: "yard_upload_refusal", work: Work::AtOnce(upload::store::erase_refusals) },
        Eraser { table: "yard_org_certificate", work: Work::Keys },
        Eraser { table: "yard_org_closing", work: Work::AtOnce(closing::erase) },
        Eraser { table: "yard_leaver", work: Work::AtOnce(leaver::erase) },
    ];
    [own, scim::erasers()].concat()
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    let act = |category, event, act| Sweeper { category, event, how: How::Act(act) };
    let mut more = Vec::new();
    for category in [Category::MemberRecord, Category::MemberIdNumber, Category::PersonnelRecord] {
        more.push(act(category, "organisation-left", "org.member.remove"));
        more.push(act(category, "organisation-closed", "me.close"));
    }
    more.push(act(Category::UploadedMember, "answered", "org.invitation.accept"));
    more.push(Sweeper { category: Category::UploadedMember, event: "collected", how: How::Job("org.sweep") });
    more.push(act(Category::OrgAttestation, "organisation-closed", "me.close"));
    more.push(act(Category::OrgEvidence, "decided", "certificate.decide"));
    more.push(Sweeper { category: Category::OrgEvidence, event: "collected", how: How::Job("org.sweep") });
    more.push(act(Category::OrgEvidence, "organisation-closed", "me.close"));
    let first = vec![
        Sweeper {
            category: Category::OrgMembership,
            event: "organisation-left",
            how: How::Act("org.member.remove"),
        },
        Sweeper {
            category: Category::OrgMembership,
            event: "organisation-closed",
            how: How::Act("me.close"),
        },
        Sweeper {
            category: Category::OrgPosition,
            event: "organisation-left",
            how: How::Act("org.member.remove"),
        },
        Sweeper { category: Category::OrgPosition, event: "organisation-closed", how: How::Act("me.close") },
        Sweeper {
            category: Category::Department,
            event: "organisation-left",
            how: How::Act("org.member.remove"),
        },
        Sweeper { category: Category::Department, event: "organisation-closed", how: How::Act("me.close") },
        Sweeper {
            category: Category::OrgCompanyParticulars,
            event: "organisation-closed",
            how: How::Act("me.close"),
        },
        Sweeper {
            category: Category::InvitationPhone,
            event: "answered",
            how: How::Act("org.invitation.accept"),
        },
        Sweeper { category: Category::InvitationPhone, event: "collected", how: How::Job("org.sweep") },
    ];
    [first, more].concat()
}
