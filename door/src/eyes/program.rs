//! The program that sees, as the agent starts it.

use std::io;
use std::path::Path;

/// Answers one picture after the other until no more come.
///
/// # Errors
/// As [`faces::program::serve`].
pub fn see(folder: &Path) -> io::Result<()> {
    super::apart::bounded();
    faces::program::serve(folder, &mut io::stdin().lock(), &mut io::stdout().lock())
}
