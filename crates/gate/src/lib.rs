//! Floor `gate`: begun.
