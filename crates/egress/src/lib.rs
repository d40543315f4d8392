//! Floor `egress`: begun.
