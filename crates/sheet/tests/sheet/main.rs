//! Sheets as they come: what other programs write is written here byte by byte or by another library, and read as it was meant.

mod books;
mod fuzz_sheets;
mod heads;
mod texts;
mod values;
