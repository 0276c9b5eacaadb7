//! Whole sheets through `read_book`.
