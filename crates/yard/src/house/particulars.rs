//! The particulars of the house: who runs it and how to reach them. Published, and kept sealed all the same.

use ground::{Because, Ctx, Fault, View};
use policy::Personal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::{Sealed, Subject, Vault};

use super::store;

/// How to reach whoever runs the house; the policy publishes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// The person or office to turn to.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// A postal address.
    pub address: String,
}

/// What the keeper states on the first day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The legal name of the company or community that runs the house.
    pub legal_name: String,
    /// How to reach it.
    pub contact: Contact,
    /// The address people type; links are made from it.
    pub public_url: Option<String>,
    /// True once the set-up is finished.
    pub set_up: bool,
}

/// A row of `yard_house`.
#[derive(Personal)]
#[personal(table = "yard_house")]
pub(super) struct HouseRow {
    #[personal(category = "org-company-particulars")]
    pub value: Sealed<String>,
}

const NAME: &str = "particulars";

/// Reads the particulars; the default where the house is not set up.
///
/// # Errors
/// What the database or the vault says.
pub async fn load(view: &mut View, vault: &Vault) -> Result<Particulars, Fault> {
    let Some(text) = load_own(view, vault, NAME).await? else { return Ok(Particulars::default()) };
    serde_json::from_str(&text).because("reading the particulars of the house")
}

/// Saves the particulars.
///
/// # Errors
/// What the database or the vault says.
pub async fn save(cx: &mut Ctx, vault: &Vault, particulars: &Particulars) -> Result<(), Fault> {
    let text = serde_json::to_string(particulars).because("writing the particulars of the house")?;
    save_own(cx, vault, NAME, &text).await
}

/// Whether something of the house's own stands under this name.
pub(crate) async fn has_own(view: &mut View, name: &str) -> Result<bool, Fault> {
    Ok(store::find(view, name).await?.is_some())
}

/// What stands under this name.
pub(crate) async fn load_own(view: &mut View, vault: &Vault, name: &str) -> Result<Option<String>, Fault> {
    let Some((id, bytes)) = store::find(view, name).await? else { return Ok(None) };
    let row = HouseRow { value: Sealed::stored(&HouseRow::VALUE, Subject::House, id, bytes) };
    let text = vault
        .open(&ground::Caller::Program("house.particulars"), policy::Purpose::Organisation, &row.value)
        .await
        .because("opening what is the house's own")?;
    Ok(Some(text.into_inner()))
}

/// Puts something under this name.
pub(crate) async fn save_own(cx: &mut Ctx, vault: &Vault, name: &str, text: &str) -> Result<(), Fault> {
    let id = ground::OrgId::fresh(cx.clock()).bytes();
    let sealed = vault.seal(&HouseRow::VALUE, Subject::House, id, &text.to_owned()).await?;
    store::save(cx, name, id, &sealed).await
}
