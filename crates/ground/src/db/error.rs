//! What a database says no with. Constraints map to refusals in one place.

use crate::Fault;

/// A statement failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique constraint stands in the way; `on` is the constraint's name on PostgreSQL and the
    /// column list (`table.a, table.b`) on SQLite, which never says the name.
    #[error("unique constraint on {on}")]
    Unique {
        /// Name or column list.
        on: String,
    },
    /// A foreign key or check constraint stands in the way.
    #[error("constraint {on}")]
    Constraint {
        /// Name or the engine's words.
        on: String,
    },
    /// Anything else is a fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl DbError {
    /// True where a unique constraint of this table stands in the way. Constraints are named
    /// `<table>_<columns>_key` on PostgreSQL, so both engines begin with the table's name.
    pub fn is_unique_on(&self, table: &str) -> bool {
        matches!(self, Self::Unique { on } if on.starts_with(table))
    }

    pub(super) fn from_sqlite(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        if let rusqlite::Error::SqliteFailure(failure, Some(words)) = &error {
            let on = words.rsplit("failed: ").next().unwrap_or(words).to_owned();
            match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                    return Self::Unique { on };
                }
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY
                | ffi::SQLITE_CONSTRAINT_CHECK
                | ffi::SQLITE_CONSTRAINT_NOTNULL => return Self::Constraint { on },
                _ => {}
            }
        }
        Self::Fault(Fault::caused("asking the database", error))
    }

    pub(super) fn from_sqlx(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error {
            let words = database.message();
            let on = database
                .constraint()
                .map(str::to_owned)
                .unwrap_or_else(|| words.rsplit("failed: ").next().unwrap_or(words).to_owned());
            match database.kind() {
                sqlx::error::ErrorKind::UniqueViolation => return Self::Unique { on },
                sqlx::error::ErrorKind::ForeignKeyViolation
                | sqlx::error::ErrorKind::CheckViolation
                | sqlx::error::ErrorKind::NotNullViolation => return Self::Constraint { on },
                _ => {}
            }
        }
        Self::Fault(Fault::caused("asking the database", error))
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Fault(fault) => fault,
            other => Self::caused("a constraint refused what the rules allowed", other),
        }
    }
}

/// What a database says no with, where no rule of a feature is meant by it, is a fault of ours: `faults!(Refusal)` for a
/// refusal that has a variant `Fault`.
#[macro_export]
macro_rules! faults {
    ($refusal:ty) => {
        impl From<$crate::DbError> for $refusal {
            fn from(error: $crate::DbError) -> Self {
                Self::Fault(error.into())
            }
        }
    };
}
