//! What stands in an archive.

use serde::{Deserialize, Serialize};

use super::Broken;
use crate::Cell;

pub(super) const HEAD: u8 = 1;
pub(super) const TABLE: u8 = 2;
pub(super) const ROW: u8 = 3;
pub(super) const FILE: u8 = 4;
pub(super) const PIECE: u8 = 5;
pub(super) const END: u8 = 6;
pub(super) const MANIFEST: u8 = 7;

/// Bytes of one entry at most: a row with a large value.
pub(super) const ENTRY_MAX: usize = 64 << 20;

/// What an archive says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The version of the format.
    pub format: u32,
    /// The program that wrote it.
    pub program: String,
    /// The doorplate of the house.
    pub profile: String,
    /// `sqlite` or `postgres`; for people to read, nothing depends on it.
    pub engine: String,
    /// The instant of the snapshot, in microseconds since 1970.
    pub at: i64,
    /// The migrations that its tables have been through.
    pub migrations: Vec<i64>,
}

/// How much one table held.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Totals {
    /// The database it stood in, and its name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// SHA-256 of its rows in their order, hexadecimal.
    pub sha256: String,
}

/// How much all files held.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FileTotals {
    /// Files.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// SHA-256 over name and hash of each, hexadecimal.
    pub sha256: String,
}

/// What an archive held, all in all.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The tables, in order.
    pub tables: Vec<Totals>,
    /// The files.
    pub files: FileTotals,
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// The end of a table or a file.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub count: u64,
    pub sha256: String,
}

/// The cells of a row as neutral values.
pub(super) fn write_row(cells: &[Cell]) -> Vec<u8> {
    let mut out = Vec::new();
    let long = |tag: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(tag);
        out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(bytes);
    };
    for cell in cells {
        match cell {
            Cell::Null => out.push(0),
            Cell::Int(value) => {
                out.push(1);
                out.extend_from_slice(&value.to_be_bytes());
            }
            Cell::Text(text) => long(2, text.as_bytes(), &mut out),
            Cell::Blob(bytes) => long(3, bytes, &mut out),
        }
    }
    out
}

/// Reads what [`write_row`] wrote.
pub(super) fn read_row(mut bytes: &[u8]) -> Result<Vec<Cell>, Broken> {
    let mut cells = Vec::new();
    while let Some((tag, rest)) = bytes.split_first() {
        bytes = rest;
        let cell = match tag {
            0 => Cell::Null,
            1 => Cell::Int(i64::from_be_bytes(take::<8>(&mut bytes)?)),
            2 => Cell::Text(String::from_utf8(long(&mut bytes)?).map_err(|_| Broken::Damaged)?),
            3 => Cell::Blob(long(&mut bytes)?),
            _ => return Err(Broken::Damaged),
        };
        cells.push(cell);
    }
    Ok(cells)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Broken> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(Broken::Damaged)?;
    *bytes = rest;
    Ok(*head)
}

fn long(bytes: &mut &[u8]) -> Result<Vec<u8>, Broken> {
    let length = usize::try_from(u32::from_be_bytes(take::<4>(bytes)?)).map_err(|_| Broken::Damaged)?;
    let (value, rest) = bytes.split_at_checked(length).ok_or(Broken::Damaged)?;
    *bytes = rest;
    Ok(value.to_vec())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_survives_its_bytes() {
        let row = vec![
            Cell::Null,
            Cell::Int(i64::MIN),
            Cell::Text("院".to_owned()),
            Cell::Blob(vec![0, 255]),
            Cell::Text(String::new()),
        ];
        let bytes = write_row(&row);
        assert_eq!(read_row(&bytes).unwrap(), row);
        for cut in 1..bytes.len() {
            assert!(read_row(&bytes[..cut]).is_err() || read_row(&bytes[..cut]).unwrap().len() < row.len());
        }
        assert!(read_row(&[9]).is_err());
    }
}
