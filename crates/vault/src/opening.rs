//! Values of several kinds opened as one act, so that the access log has one leaf for it and not one for each kind.

use crate::{OpenRefused, Opened, Plain, Sealed};
use ground::Fault;

/// The same sealed value without its type.
pub fn untyped<T>(sealed: &Sealed<T>) -> Sealed<Vec<u8>> {
    sealed.retyped()
}

/// A value that was opened without its type; `None` where it is erased or not for this caller.
///
/// # Errors
/// A fault of the vault, and one where the value is of another type.
pub fn typed<T: Plain>(opened: Result<Opened<Vec<u8>>, OpenRefused>) -> Result<Option<T>, Fault> {
    match opened {
        Ok(bytes) => {
            T::from_plain(&bytes).map(Some).ok_or_else(|| Fault::new("an opened value is not of its kind"))
        }
        Err(OpenRefused::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}
