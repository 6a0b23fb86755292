//! Tests of totals and exit status.
