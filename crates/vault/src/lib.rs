//! Floor `vault`: begun.
