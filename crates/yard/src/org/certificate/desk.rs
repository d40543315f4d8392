//! What those who run the house do: see what waits, look at the evidence with a reason, decide.

use ground::{Caller, Person, View};
use policy::Purpose;
use vault::{Sealed, Subject, untyped};

use super::store::{self, CertificateRow, Waiting};
use super::{CertificateId, Refusal, State};
use crate::House;
use crate::access::the_house;
use crate::notice::{self, Notice};
use crate::org::store as orgs;
use crate::org::{Line, OrgRow};

/// Certifications shown at once.
const SHOWN_MAX: i64 = 100;

async fn keeping(house: &House, who: Person) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(view)
}

/// What waits, the oldest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Waiting>, Refusal> {
    Ok(store::waiting(&mut keeping(house, who).await?, SHOWN_MAX).await?)
}

/// One that waits, in the open, beside what the organisation was founded with.
pub(super) struct Seen {
    pub legal_name: String,
    pub credit_code: String,
    pub address: Option<String>,
    pub contact_name: String,
    pub contact_phone: String,
    pub licence: Vec<u8>,
}

async fn waiting(
    view: &mut View,
    who: Person,
    id: CertificateId,
) -> Result<(CertificateRow, OrgRow), Refusal> {
    let row = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let org = orgs::find(view, row.org).await?.ok_or(Refusal::Unknown)?;
    if orgs::role_of(view, row.org, who.person).await?.is_some() {
        return Err(Refusal::Own);
    }
    Ok((row, org))
}

/// Opens the evidence: a leaf of the access log that says why.
pub(super) async fn look(
    house: &House,
    who: Person,
    id: CertificateId,
    why: Option<&str>,
) -> Result<Seen, Refusal> {
    let mut view = keeping(house, who).await?;
    let (row, org) = waiting(&mut view, who, id).await?;
    drop(view);
    let why = Line::reason(why).ok_or(Refusal::Reason)?;
    let (Some(name), Some(phone), Some(licence)) = (&row.contact_name, &row.contact_phone, &row.licence)
    else {
        return Err(Refusal::Decided);
    };
    let mut sealed: Vec<Sealed<Vec<u8>>> = vec![
        untyped(&org.legal_name),
        untyped(&org.credit_code),
        untyped(name),
        untyped(phone),
        untyped(licence),
    ];
    sealed.extend(org.address.as_ref().map(untyped));
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::OrgCertification).act("certificate.look");
    let opened = look.reason(why.as_str()).open_many(&sealed).await?;
    let mut opened = opened.into_iter().map(vault::Opened::into_inner);
    let mut text = || String::from_utf8_lossy(&opened.next().unwrap_or_default()).into_owned();
    let (legal_name, credit_code, contact_name, contact_phone) = (text(), text(), text(), text());
    let licence = opened.next().unwrap_or_default();
    let address = opened.next().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(Seen { legal_name, credit_code, address, contact_name, contact_phone, licence })
}

/// Decides; whoever sent it is told either way.
pub(super) async fn decide(
    house: &House,
    who: Person,
    id: CertificateId,
    (certified, why): (bool, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = keeping(house, who).await?;
    let (row, _) = waiting(&mut view, who, id).await?;
    drop(view);
    if row.state != State::Waiting {
        return Err(Refusal::Decided);
    }
    let reason = if certified { None } else { Some(Line::reason(why).ok_or(Refusal::Reason)?) };
    let subject = Subject::Org(row.org);
    let sealed = match &reason {
        Some(line) => Some(house.vault.seal(&CertificateRow::REASON, subject, id.bytes(), line).await?),
        None => None,
    };
    let state = if certified { State::Certified } else { State::Refused };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::decide(&mut cx, id, state, sealed.as_ref()).await? {
        return Err(Refusal::Decided);
    }
    let told = match &reason {
        None => Notice::new("org.certified"),
        Some(line) => Notice::new("org.not_certified").about("reason", line.as_str()),
    };
    notice::tell(&mut cx, house, row.sent_by, &told).await?;
    Ok(cx.commit().await?)
}
