//! What administrators do: put the licence there, send it to be compared, see how far it is, take it back.

use ground::{Caller, Member};
use policy::Purpose;
use vault::{Sealed, Subject};

use super::store::{self, CertificateRow};
use super::{CertificateId, Refusal, State};
use crate::House;
use crate::account::Phone;
use crate::avatar::Picture;
use crate::notice::{self, Notice};
use crate::org::store as orgs;
use crate::org::{CreditCode, Line, act, administering, resource};

/// How far it is, and why it was refused where it was.
pub(super) struct Own {
    pub row: Option<CertificateRow>,
    pub reason: Option<String>,
}

/// How far the certification of one's organisation is.
pub(super) async fn get(house: &House, who: Member) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let row = store::of(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::OrgCertification).act("org.certificate");
    let reasons = look.open_present(row.iter().filter_map(|row| row.reason.as_ref())).await?;
    let reason = reasons.into_iter().flatten().next().map(|line: Line| line.as_str().to_owned());
    Ok(Own { row, reason })
}

/// Puts a picture of the licence there, until the rest is sent.
pub(super) async fn licence(house: &House, who: Member, bytes: &[u8]) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    drop(view);
    let picture = Picture::read(bytes)?;
    let id = CertificateId::fresh(&house.clock);
    let plain = picture.bytes().to_vec();
    let subject = Subject::Org(who.org);
    let row = CertificateRow {
        org: who.org,
        id,
        state: State::Draft,
        contact_name: None,
        contact_phone: None,
        licence: Some(house.vault.seal(&CertificateRow::LICENCE, subject, id.bytes(), &plain).await?),
        reason: None,
        sent_by: who.person,
        sent_at: house.clock.now(),
        decided_at: None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    still_open(&mut cx, who).await?;
    store::put(&mut cx, &row).await?;
    act::note(&mut cx, &who, "org.certificate.licence", None).await?;
    Ok(cx.commit().await?)
}

/// What waits or is certified is not changed under the eyes of whoever decides.
async fn still_open(cx: &mut ground::Ctx, who: Member) -> Result<Option<CertificateRow>, Refusal> {
    let row = store::of_now(cx, who.org).await?;
    match row.as_ref().map(|row| row.state) {
        Some(State::Waiting | State::Certified) => Err(Refusal::Sent),
        Some(State::Draft | State::Refused) | None => Ok(row),
    }
}

/// What an administrator states.
pub(super) struct Stated<'a> {
    pub credit_code: &'a str,
    pub contact_name: &'a str,
    pub contact_phone: &'a str,
}

/// Sends it to be compared.
pub(super) async fn send(house: &House, who: Member, stated: Stated<'_>) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let org = orgs::find(&mut view, who.org).await?.ok_or(Refusal::Unknown)?;
    let draft = store::of(&mut view, who.org).await?;
    drop(view);
    let code = CreditCode::read(stated.credit_code).ok_or(crate::org::Refusal::CreditCodeWrong)?;
    let name = Line::read(stated.contact_name, 64).map_err(|_| Refusal::Contact)?;
    let phone = Phone::read(stated.contact_phone).ok_or(Refusal::Contact)?;
    if name.as_str().chars().count() < 2 {
        return Err(Refusal::Contact);
    }
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Organisation).act("org.certify");
    if look.open(&org.credit_code).await?.as_str() != code.as_str() {
        return Err(Refusal::OtherCode);
    }
    let draft = draft.filter(|row| row.licence.is_some()).ok_or(Refusal::LicenceMissing)?;
    let (subject, at) = (Subject::Org(who.org), draft.id.bytes());
    let contact_name: Sealed<Line> =
        house.vault.seal(&CertificateRow::CONTACT_NAME, subject, at, &name).await?;
    let contact_phone = house.vault.seal(&CertificateRow::CONTACT_PHONE, subject, at, &phone).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let now = still_open(&mut cx, who).await?.filter(|row| row.id == draft.id && row.licence.is_some());
    let row = CertificateRow {
        state: State::Waiting,
        contact_name: Some(contact_name),
        contact_phone: Some(contact_phone),
        sent_by: who.person,
        sent_at: cx.now(),
        ..now.ok_or(Refusal::LicenceMissing)?
    };
    store::put(&mut cx, &row).await?;
    act::note(&mut cx, &who, "org.certify", None).await?;
    notice::tell_keepers(&mut cx, house, &Notice::new("org.certificate_waits")).await?;
    Ok(cx.commit().await?)
}

/// Takes it back, the mark with it.
pub(super) async fn withdraw(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    if !store::remove(&mut cx, who.org).await? {
        return Err(Refusal::Unknown);
    }
    act::note(&mut cx, &who, "org.certificate.withdraw", None).await?;
    Ok(cx.commit().await?)
}
