//! Floor `kit`: begun.
