//! The policy of this repository: its answers, its texts, and the mistakes it finds.

mod answers;
mod mistakes;
mod published;
mod texts;
