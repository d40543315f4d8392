//! Floor `sfu`: begun.
