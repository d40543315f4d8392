//! The published texts, made from the policy's data.

mod template;

pub(crate) use template::{Templates, templates, words};
