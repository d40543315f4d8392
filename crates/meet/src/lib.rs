//! Floor `meet`: begun.
