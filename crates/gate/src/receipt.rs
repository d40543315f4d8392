//! `courtyard receipt verify`: the receipt of an erasure, checked without the house.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Fault};
use serde_json::Value;
use vault::{Checkpoint, Proven, Receipt};

/// Whether a receipt, or the answer that holds one, proves what it says; with `log_key`, that it is this house's log.
///
/// # Errors
/// A fault where the text is no receipt.
pub fn receipt_holds(text: &str, log_key: Option<&str>) -> Result<bool, Fault> {
    let whole: Value = serde_json::from_str(text).because("reading the receipt")?;
    let receipt = read(whole.get("receipt").unwrap_or(&whole)).because("this is no receipt")?;
    let known = log_key.is_none_or(|key| BASE64.decode(key.trim()).is_ok_and(|key| key == receipt.log_key));
    Ok(known && receipt.holds())
}

fn read(json: &Value) -> Option<Receipt> {
    let text = |name: &str| json.get(name)?.as_str();
    let number = |name: &str| json.get(name)?.as_u64();
    let bytes = |name: &str| BASE64.decode(text(name)?).ok();
    let hash = |text: &str| BASE64.decode(text).ok()?.try_into().ok();
    let proof =
        json.get("proof")?.as_array()?.iter().map(|one| hash(one.as_str()?)).collect::<Option<_>>()?;
    let checkpoint = Checkpoint {
        size: number("tree_size")?,
        root: hash(text("root")?)?,
        at_ms: number("timestamp")?,
        signature: bytes("signature")?,
    };
    let proven = Proven { leaf: number("leaf_index")?, data: bytes("leaf")?, proof, checkpoint };
    Some(Receipt { statement: text("statement")?.to_owned(), proven, log_key: bytes("log_key")? })
}
