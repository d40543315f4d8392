//! What the law wants kept when a house ends: its network log, sealed before the keys go, for whoever holds enough shares of
//! the master key. ADR 19h says why and how it is opened.

use ground::archive::{ArchiveReader, ArchiveWriter, Broken, Entry, FORMAT, Head, Kind};
use ground::blobs::Blobs;
use ground::{Because, Caller, Fault};
use policy::Purpose;
use serde_json::json;
use std::path::Path;
use vault::escrow::MasterKey;
use vault::{OpenRefused, Opened};

use super::ShutdownId;
use crate::{House, netlog};

/// The folder of a house in which it lies.
pub const FOLDER: &str = "kept";
/// The file in it: a line of JSON for each entry.
const FILE: &str = "network-log.jsonl";
/// Entries opened at once.
const PAGE: i64 = 500;
/// Who opens them; the access log says so.
const KEEPER: Caller = Caller::Program("shutdown.keep");

/// Writes the sealed export of an end. Written again it is the same.
pub(super) async fn write(house: &House, id: ShutdownId) -> Result<(), Fault> {
    let master = MasterKey::read(&house.keys_folder.join("master.key"))?;
    let store = Blobs::folder(&house.data.join(FOLDER))?;
    let out = store.write(&name(id)).await?;
    let head = Head {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        profile: house.policy.profile().to_owned(),
        engine: String::new(),
        at: house.clock.now().micros(),
        migrations: Vec::new(),
    };
    let mut out = ArchiveWriter::begin(out, &master.kept_root(), Kind::Kept, &head).await?;
    out.file(FILE).await?;
    let mut after = [0; 16];
    loop {
        let rows = netlog::page(&mut house.db.view().await?, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let look = house.vault.look(&KEEPER, Purpose::LogSecurity).act("shutdown.keep");
        let opened = look.open_each(rows.iter().map(|whole| &whole.row.address)).await;
        let opened = opened.map_err(|no| Fault::caused("opening the network log", no))?;
        for (whole, address) in rows.iter().zip(opened) {
            let line = json!({
                "person": whole.person,
                "device": whole.device,
                "act": whole.row.act,
                "at": whole.row.at,
                // Of somebody whose keys went before, the house itself knows no more.
                "address": known(address)?,
            });
            out.bytes(format!("{line}\n").as_bytes()).await?;
        }
    }
    out.end().await?;
    out.finish().await.map(drop)
}

fn known(address: Result<Opened<String>, OpenRefused>) -> Result<Option<String>, Fault> {
    match address {
        Ok(address) => Ok(Some(address.into_inner())),
        Err(OpenRefused::Fault(fault)) => Err(fault),
        Err(OpenRefused::Erased) => Ok(None),
        // An entry that was left out would be one that the law misses.
        Err(refused) => Err(Fault::caused("opening an entry of the network log", refused)),
    }
}

fn name(id: ShutdownId) -> String {
    format!("{id}.cya")
}

/// Reads what was kept of a house, all of it, by its master key in hand.
///
/// # Errors
/// Why it is refused.
pub async fn read(file: &Path, master: &MasterKey) -> Result<String, Broken> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().because("finding the folder of what was kept")?;
    let name = file.file_name().and_then(|name| name.to_str()).because("finding what was kept")?;
    let input = Blobs::folder(&folder)?.read(name).await?.because("there is no such file")?;
    let mut reader = ArchiveReader::begin(input, &master.kept_root(), Kind::Kept).await?;
    let mut lines = Vec::new();
    loop {
        match reader.next().await? {
            Entry::Bytes(bytes) => lines.extend(bytes),
            Entry::End(_) => break,
            _ => {}
        }
    }
    String::from_utf8(lines).map_err(|_| Broken::Damaged)
}
