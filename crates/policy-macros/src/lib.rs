//! Floor `policy-macros`: begun.
