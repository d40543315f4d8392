//! Sealing: a value becomes bytes that open in one column of one row alone.

use ground::{Fault, OrgId, PersonId};

use crate::{Field, OpenRefused, Plain, Sealed, Subject, Vault};

impl Vault {
    /// Seals a value for a column of a row. Its key is durable before this returns.
    ///
    /// # Errors
    /// A fault where the key cannot be had; also where it has been destroyed: nothing new is sealed for the erased.
    pub async fn seal<T: Plain>(
        &self,
        field: &Field<T>,
        subject: impl Into<Subject>,
        row: [u8; 16],
        value: &T,
    ) -> Result<Sealed<T>, Fault> {
        self.sealed(value, Sealed::stored(field, subject, row, Vec::new())).await
    }

    /// Seals under the key of an organisation what is about a person all the same, and binds it to him: his consent is asked before
    /// it opens, he is the one whose it is to the rules of access, and its opening stands in his log. It opens as about nobody else.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub async fn seal_about<T: Plain>(
        &self,
        field: &Field<T>,
        (org, person): (OrgId, PersonId),
        row: [u8; 16],
        value: &T,
    ) -> Result<Sealed<T>, Fault> {
        self.sealed(value, Sealed::stored_about(field, (org, person), row, Vec::new())).await
    }

    /// Seals a value for the place that an empty one names.
    async fn sealed<T: Plain>(&self, value: &T, place: Sealed<T>) -> Result<Sealed<T>, Fault> {
        let (subject, decl) = (place.subject(), place.decl());
        let key =
            self.keys().make(subject, decl.category.key_group()).await.map_err(|refusal| match refusal {
                OpenRefused::Fault(fault) => fault,
                other => Fault::caused("sealing for a subject whose key was destroyed", other),
            })?;
        let plain = zeroize::Zeroizing::new(value.to_plain());
        let bytes = key.seal(decl, (place.row(), place.about()), &plain)?;
        self.collected(subject, decl);
        Ok(place.holding(bytes))
    }
}
