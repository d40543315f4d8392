//! What the API document needs to know of the words that a handler takes: nothing.

use aide::OperationInput;

impl OperationInput for crate::Ctx {}
impl OperationInput for crate::View {}
impl OperationInput for crate::Caller {}
impl OperationInput for crate::caller::Person {}
impl OperationInput for crate::caller::Member {}
impl OperationInput for crate::caller::Guest {}
