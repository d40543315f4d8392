//! Floor `policy`: begun.
