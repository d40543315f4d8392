//! Floor `ground`: begun.
