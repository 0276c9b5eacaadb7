//! The paper kit: what every workbook of ours is made with, whoever writes it. `text` makes texts fit for a cell, `measure` says how wide and how high
//! they stand, `style` is the style book; `markup` writes rows and cells, `package` packs them. Workbooks of one kind that go out by the thousand are
//! printed from a layout (`press`, `layout`, `leaf`), line by line (`page`).

mod layout;
mod leaf;
pub mod markup;
pub mod measure;
pub mod package;
mod page;
pub mod paging;
pub mod press;
pub mod style;
pub mod text;

pub use self::layout::Layout;
pub use self::leaf::Leaf;
pub use self::measure::{height, lines};
pub use self::page::{Page, PageCell, PageSheet, book, properties};
pub use self::style::Ink;
pub use self::text::clean;
