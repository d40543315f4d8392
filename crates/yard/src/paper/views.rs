//! What the wire says of sheets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Timestamp;
use policy::text::AskedItem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::Sheet;
use super::store::PaperRow;
use super::{PaperId, rules};

/// A sheet that is wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperWish {
    /// The number of whoever stands at the desk.
    pub phone: String,
    /// `consent`, `withdrawal`, `request` or `mandate`.
    pub what: String,
    /// The purpose, where it is a consent or a withdrawal.
    pub purpose: Option<String>,
    /// What is asked, as in `rights.ask`, where it is a request.
    pub asks: Option<String>,
    /// The language of the sheet; zh-CN where nothing is said.
    pub lang: Option<String>,
    /// Who may act for him, where it is a mandate.
    pub mandate: Option<PaperMandate>,
}

/// A mandate that is to be signed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperMandate {
    /// The number of whoever shall act for him.
    pub phone: String,
    /// In what, as in `mandate.give`.
    pub scopes: Vec<String>,
    /// For how many days.
    pub days: u32,
}

/// A sheet.
#[derive(Deserialize, JsonSchema)]
pub(super) struct PaperPath {
    /// Which.
    pub paper: PaperId,
}

/// A signed sheet.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanWish {
    /// The scan in base64 (PDF, JPEG or PNG).
    pub sheet: String,
}

/// What a second witness adds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WitnessWish {
    /// Where it is a request: what was written on the sheet.
    #[serde(default)]
    pub words: String,
}

/// Sheets.
#[derive(Serialize, JsonSchema)]
pub(super) struct PaperList {
    /// Newest first.
    pub items: Vec<PaperView>,
}

/// A sheet. Whose it is stands on the sheet alone.
#[derive(Serialize, JsonSchema)]
pub(super) struct PaperView {
    /// Its id.
    id: PaperId,
    /// The number printed on it.
    number: String,
    /// `consent`, `withdrawal`, `request` or `mandate`.
    what: String,
    /// The purpose, where it is a consent or a withdrawal.
    purpose: Option<String>,
    /// What is asked, where it is a request.
    asks: Option<String>,
    /// The version of the text on it.
    version: String,
    /// Its language.
    lang: String,
    /// `printed`, `scanned` (a second witness is missing) or `entered`.
    state: String,
    /// When it was printed.
    printed_at: Timestamp,
    /// When it was handed in, signed.
    scanned_at: Option<Timestamp>,
    /// When a second witness confirmed it.
    witnessed_at: Option<Timestamp>,
}

impl From<PaperRow> for PaperView {
    fn from(row: PaperRow) -> Self {
        Self {
            id: row.id,
            number: rules::number(row.id),
            what: row.what.word().to_owned(),
            purpose: row.purpose.map(|purpose| purpose.id().to_owned()),
            asks: row.asks.map(|kind| kind.word().to_owned()),
            version: row.version,
            lang: row.lang,
            state: row.state.word().to_owned(),
            printed_at: row.printed_at,
            scanned_at: row.scanned_at,
            witnessed_at: row.witnessed_at,
        }
    }
}

/// A sheet to be printed.
#[derive(Serialize, JsonSchema)]
pub(super) struct SheetView {
    /// The sheet.
    pub paper: PaperView,
    /// The text on it, word for word as the page shows it; null of a request.
    pub text: Option<AskedItem>,
}

impl From<Sheet> for SheetView {
    fn from(sheet: Sheet) -> Self {
        Self { paper: sheet.row.into(), text: sheet.text }
    }
}

/// A scan.
#[derive(Serialize, JsonSchema)]
pub(super) struct ScanView {
    /// `application/pdf`, `image/jpeg` or `image/png`.
    media_type: String,
    /// The scan in base64.
    sheet: String,
}

impl From<Vec<u8>> for ScanView {
    fn from(sheet: Vec<u8>) -> Self {
        Self { media_type: rules::media_type(&sheet).to_owned(), sheet: BASE64.encode(sheet) }
    }
}

/// My copy of a sheet that I signed.
#[derive(Serialize, JsonSchema)]
pub(super) struct CopyView {
    /// The sheet.
    pub paper: PaperView,
    /// The text on it, as this house words it in the version in force; null of a request.
    pub text: Option<AskedItem>,
    /// What I signed.
    pub scan: ScanView,
}
