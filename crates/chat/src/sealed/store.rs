//! Rows of devices, of what lets them in, of groups and of archives.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Archive, Change, Device, SealedDeviceId};
use crate::conversation::ConversationId;

fn device(row: &Row) -> Result<Device, Fault> {
    let (id, person, made_at) = (row.get("id")?, row.get("person")?, row.get("made_at")?);
    Ok(Device { id, person, signs: row.get("signs")?, made_at })
}

/// A new device; `false` where another signs by its key.
pub(super) async fn add_device(cx: &mut Ctx, new: &Device) -> Result<bool, Fault> {
    let sql =
        "INSERT INTO chat_device (id, person, signs, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    Ok(cx.run(sql, values![new.id, new.person, new.signs.clone(), new.made_at]).await? == 1)
}

/// A person's devices, the oldest first.
pub(super) async fn devices(view: &mut View, person: PersonId) -> Result<Vec<Device>, Fault> {
    let sql =
        "SELECT d.id, d.person, d.signs, d.made_at FROM chat_device d WHERE d.person = $1 ORDER BY d.id";
    view.all(sql, values![person]).await?.iter().map(device).collect()
}

/// The devices of all who are in a conversation.
pub(super) async fn devices_in(view: &mut View, id: ConversationId) -> Result<Vec<Device>, Fault> {
    let sql = "SELECT d.id, d.person, d.signs, d.made_at FROM chat_device d JOIN chat_member m ON m.person = d.person \
               WHERE m.conversation = $1 AND m.to_seq IS NULL ORDER BY d.id";
    view.all(sql, values![id]).await?.iter().map(device).collect()
}

/// Whether this is a device of that person.
pub(super) async fn is_of(cx: &mut Ctx, id: SealedDeviceId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_device WHERE id = $1 AND person = $2";
    Ok(cx.opt(sql, values![id, person]).await?.is_some())
}

/// Whether this is a device of that person; it is held, so that what lies there for it is counted and added to in one.
pub(super) async fn hold(cx: &mut Ctx, id: SealedDeviceId, person: PersonId) -> Result<bool, Fault> {
    let sql = "UPDATE chat_device SET made_at = made_at WHERE id = $1 AND person = $2";
    Ok(cx.run(sql, values![id, person]).await? == 1)
}

/// How many devices a person has.
pub(super) async fn count_devices(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM chat_device WHERE person = $1", values![person]).await?.get("found")
}

/// A device goes, with all that lay there for it; `false` where it is not that person's.
pub(super) async fn remove_device(cx: &mut Ctx, id: SealedDeviceId, person: PersonId) -> Result<bool, Fault> {
    if cx.run("DELETE FROM chat_device WHERE id = $1 AND person = $2", values![id, person]).await? == 0 {
        return Ok(false);
    }
    cx.run("DELETE FROM chat_key_package WHERE device = $1", values![id]).await?;
    cx.run("DELETE FROM chat_welcome WHERE device = $1", values![id]).await?;
    Ok(true)
}

/// One more package of a device.
pub(super) async fn put_package(
    cx: &mut Ctx,
    (id, device): ([u8; 16], SealedDeviceId),
    package: Vec<u8>,
    is_lasting: bool,
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_key_package (id, device, package, lasting) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, device, package, is_lasting]).await?;
    Ok(())
}

/// A device has no lasting package any longer.
pub(super) async fn drop_lasting(cx: &mut Ctx, device: SealedDeviceId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_key_package WHERE device = $1 AND lasting = 1", values![device]).await?;
    Ok(())
}

/// How many packages of a device wait; the lasting one is not counted.
pub(super) async fn count_packages(view: &mut View, device: SealedDeviceId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_key_package WHERE device = $1 AND lasting = 0";
    view.one(sql, values![device]).await?.get("found")
}

/// The same within a unit of work.
pub(super) async fn count_waiting(cx: &mut Ctx, device: SealedDeviceId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_key_package WHERE device = $1 AND lasting = 0";
    cx.one(sql, values![device]).await?.get("found")
}

/// Takes a package of a device: the oldest, and the lasting one where there is no other.
pub(super) async fn take_package(cx: &mut Ctx, device: SealedDeviceId) -> Result<Option<Vec<u8>>, Fault> {
    // Two who take at once do not get the same: whoever removes the row has it.
    let sql = "DELETE FROM chat_key_package WHERE id = (SELECT id FROM chat_key_package WHERE device = $1 \
               AND lasting = 0 ORDER BY id LIMIT 1) RETURNING package";
    if let Some(row) = cx.opt(sql, values![device]).await? {
        return Ok(Some(row.get("package")?));
    }
    let sql = "SELECT package FROM chat_key_package WHERE device = $1 AND lasting = 1";
    cx.opt(sql, values![device]).await?.map(|row| row.get("package")).transpose()
}

/// A conversation is sealed, and its group is not begun.
pub(crate) async fn open(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("INSERT INTO chat_sealed (conversation, epoch, info) VALUES ($1, 0, NULL)", values![id]).await?;
    Ok(())
}

/// In which epoch a group is, and what a device comes back in by.
pub(super) async fn group(
    view: &mut View,
    id: ConversationId,
) -> Result<Option<(i64, Option<Vec<u8>>)>, Fault> {
    let row = view.opt("SELECT epoch, info FROM chat_sealed WHERE conversation = $1", values![id]).await?;
    row.map(|row| Ok((row.get("epoch")?, row.get("info")?))).transpose()
}

/// In which epoch a group is; whoever asks holds the conversation.
pub(crate) async fn epoch(cx: &mut Ctx, id: ConversationId) -> Result<Option<i64>, Fault> {
    let row = cx.opt("SELECT epoch FROM chat_sealed WHERE conversation = $1", values![id]).await?;
    row.map(|row| row.get("epoch")).transpose()
}

/// The next epoch begins with this event, and new devices are let in; only devices of those who are in it.
pub(crate) async fn change(
    cx: &mut Ctx,
    (id, seq): (ConversationId, i64),
    change: Change,
) -> Result<(), Fault> {
    let sql = "UPDATE chat_sealed SET epoch = epoch + 1, info = $2 WHERE conversation = $1";
    cx.run(sql, values![id, change.info]).await?;
    for (device, welcome) in change.welcomes {
        let sql = "INSERT INTO chat_welcome (conversation, device, seq, welcome) SELECT $1, d.id, $3, $4 FROM chat_device d \
                   JOIN chat_member m ON m.person = d.person AND m.conversation = $1 AND m.to_seq IS NULL WHERE d.id = $2 \
                   ON CONFLICT (conversation, device) DO UPDATE SET seq = excluded.seq, welcome = excluded.welcome";
        cx.run(sql, values![id, device, seq, welcome]).await?;
    }
    Ok(())
}

/// What lies there for a device.
pub(super) struct Waiting {
    pub conversation: ConversationId,
    /// The number of the change that lets it in.
    pub seq: i64,
    pub welcome: Vec<u8>,
}

/// What lets a device of this person in, and was not taken.
pub(super) async fn welcomes(
    view: &mut View,
    device: SealedDeviceId,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Waiting>, Fault> {
    let sql = "SELECT w.conversation, w.seq, w.welcome FROM chat_welcome w JOIN chat_device d ON d.id = w.device \
               WHERE w.device = $1 AND d.person = $2 ORDER BY w.conversation LIMIT $3";
    let waiting = |row: &Row| {
        let (conversation, seq) = (row.get("conversation")?, row.get("seq")?);
        Ok(Waiting { conversation, seq, welcome: row.get("welcome")? })
    };
    view.all(sql, values![device, person, limit]).await?.iter().map(waiting).collect()
}

/// A device took what let it in by this event.
pub(super) async fn taken(cx: &mut Ctx, device: SealedDeviceId, id: ConversationId) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_welcome WHERE device = $1 AND conversation = $2";
    Ok(cx.run(sql, values![device, id]).await? == 1)
}

/// A person's archive.
pub(super) async fn archive(view: &mut View, person: PersonId) -> Result<Option<Archive>, Fault> {
    let sql = "SELECT id, version, at, content FROM chat_archive WHERE person = $1";
    let Some(row) = view.opt(sql, values![person]).await? else { return Ok(None) };
    let (id, content): ([u8; 16], Vec<u8>) = (row.get("id")?, row.get("content")?);
    let content = Sealed::stored(&Archive::CONTENT, person, id, content);
    Ok(Some(Archive { id, version: row.get("version")?, at: row.get("at")?, content }))
}

/// Replaces an archive of the version before; `false` where there is another meanwhile.
pub(super) async fn put_archive(cx: &mut Ctx, person: PersonId, new: &Archive) -> Result<bool, Fault> {
    let (id, version, at) = (new.id, new.version, new.at);
    if version == 1 {
        let sql = "INSERT INTO chat_archive (person, id, version, at, content) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT DO NOTHING";
        return Ok(cx.run(sql, values![person, id, version, at, Some(&new.content)]).await? == 1);
    }
    let sql = "UPDATE chat_archive SET id = $2, version = $3, at = $4, content = $5 WHERE person = $1 AND version = $3 - 1";
    Ok(cx.run(sql, values![person, id, version, at, Some(&new.content)]).await? == 1)
}

/// Nothing of a group stays where its conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_welcome WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_sealed WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes what would let devices of somebody in who is erased.
pub(crate) fn erase_welcomes<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_welcome WHERE device IN (SELECT id FROM chat_device WHERE person = $1)";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// Removes the packages of his devices.
pub(crate) fn erase_packages<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM chat_key_package WHERE device IN (SELECT id FROM chat_device WHERE person = $1)";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// Removes his devices.
pub(crate) fn erase_devices<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_device WHERE person = $1", values![person]).await?) })
}

/// Removes what devices come back in by from the groups in which he was: his keys stand in it.
pub(crate) fn erase_infos<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE chat_sealed SET info = NULL WHERE info IS NOT NULL AND conversation IN \
                   (SELECT conversation FROM chat_member WHERE person = $1)";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// Removes his archive.
pub(crate) fn erase_archive<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_archive WHERE person = $1", values![person]).await?) })
}
