//! The address of a place from which somebody signed in: asked of the house's geocoder after the signing in is kept, where it has one
//! and the person agreed to that by itself. It lies sealed beside the place, goes with it, and within a minute after that consent.
//! Job: `attendance.field.find`. Form and dangers: `docs/adr/0056-geocoder.md`.

pub(in crate::attendance) mod store;

use egress::SendRefused;
use ground::jobs::{Jobs, LongJob};
use ground::{Because, Caller, Ctx, Fault, OrgId, PersonId, Stop, View};
use policy::{Purpose, Recipient};
use serde::{Deserialize, Serialize};
use vault::Subject;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::agreeing::store as agreements;
use super::{Field, FieldId, Standing, store as rows};

/// Has the address of a signing in asked for once it is kept.
pub(super) async fn later(house: &House, cx: &mut Ctx, field: &Field) -> Result<(), Fault> {
    if !house.egress.finds_addresses() {
        return Ok(());
    }
    let find = Find { org: field.org, field: field.id };
    cx.later(<Find as LongJob<House>>::NAME, &find).await
}

/// Whether somebody agreed that the geocoder is asked; nothing where the house has none.
pub(super) async fn agreed(house: &House, view: &mut View, person: PersonId) -> Result<Option<bool>, Fault> {
    if !house.egress.finds_addresses() {
        return Ok(None);
    }
    let scope = Scope::Recipient(Recipient::Geocoder);
    consents::stands_by_itself(view, person, Purpose::FieldSignIn, scope).await.map(Some)
}

/// Asks for the address of one signing in.
#[derive(Serialize, Deserialize)]
struct Find {
    org: OrgId,
    field: FieldId,
}

impl Find {
    /// The signing in, where it is still agreed to and its address may be asked for.
    async fn row(&self, house: &House) -> Result<Option<Field>, Fault> {
        let mut view = house.db.view().await?;
        let Some(row) = rows::field_of(&mut view, self.org, self.field).await? else { return Ok(None) };
        let may = agreed(house, &mut view, row.person).await? == Some(true);
        Ok(Some(row).filter(|row| may && row.found.is_none()))
    }

    /// Its place with the address that the geocoder says; nothing where it knows none, or may not be asked.
    async fn ask(&self, house: &House, row: &Field) -> Result<Option<Standing>, Stop> {
        let program = Caller::Program(Self::NAME);
        let look = house.vault.look(&program, Purpose::FieldSignIn).act(Self::NAME);
        let opened = look.open_present([&row.place]).await.because("opening where somebody signed in")?;
        let Some(standing) = opened.into_iter().flatten().next() else { return Ok(None) };
        let spot = (standing.spot.latitude_e6, standing.spot.longitude_e6);
        match house.egress.address_at(row.person, spot).await {
            Ok(found) => Ok(found.map(|found| Standing { found: Some(found), ..standing })),
            Err(SendRefused::Fault(fault)) => Err(fault.into()),
            Err(refused) if refused.is_for_later() => {
                Err(Fault::caused("asking the geocoder for an address", refused).into())
            }
            Err(_) => Ok(None),
        }
    }
}

/// Of its own kind: while a geocoder takes its time, what the house has to say to others goes on.
impl LongJob<House> for Find {
    const NAME: &'static str = "attendance.field.find";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(row) = self.row(house).await? else { return Ok(()) };
        let Some(standing) = self.ask(house, &row).await? else { return Ok(()) };
        let subject = Subject::Person(row.person);
        let found = house.vault.seal(&Field::FOUND, subject, row.id.bytes(), &standing).await?;
        let mut cx = house.db.begin().await?;
        // What was taken back while the geocoder was asked is taken back.
        if agreements::hold(&mut cx, (row.org, row.person), Purpose::FieldSignIn).await? {
            store::keep(&mut cx, row.id, &found).await?;
        }
        Ok(cx.commit().await?)
    }
}

/// The jobs of this room.
pub(super) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_long::<Find>()
}
