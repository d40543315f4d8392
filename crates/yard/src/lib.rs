//! Floor `yard`: begun.
