//! What runs in the browser. Everything else is rendered on the server and works without scripts; an island adds comfort
//! to what is there already. An island gets its words as properties, so that no language travels to the browser.

mod brush;
mod copy;
mod drop_zone;
mod engine;
mod folder;
mod live_figures;
mod paste_box;
mod playground;
mod sending;

pub use brush::Brush;
pub use copy::CopyButton;
pub use drop_zone::{DropZone, DropZoneWords};
pub use live_figures::{LiveFigures, LiveFiguresWords};
pub use paste_box::{PasteBox, PasteBoxWords};
pub use playground::PlaygroundLoader;
