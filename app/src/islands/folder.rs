//! Files out of what was dropped or chosen, whole folders as well; without what a folder has beside its logs.

use js_sys::{Array, Promise};
use leptos::web_sys;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// What was dropped.
pub(super) struct Dropped {
    entries: Vec<FileSystemEntry>,
    /// Where the browser knows no folders.
    plain: Vec<File>,
}

/// What was dropped; it can be asked for only while it drops, and read afterwards.
pub(super) fn dropped(data: &DataTransfer) -> Dropped {
    let items = data.items();
    let entries: Vec<_> = (0..items.length())
        .filter_map(|place| items.get(place)?.webkit_get_as_entry().ok().flatten())
        .collect();
    let plain = data.files().map(|files| logs(&files)).unwrap_or_default();
    Dropped { entries, plain }
}

impl Dropped {
    /// The logs in it.
    pub(super) async fn files(self) -> Vec<File> {
        // What a script dropped has no place in a file system.
        if self.entries.is_empty() {
            return self.plain;
        }
        let mut files = Vec::new();
        let mut waiting = self.entries;
        while let Some(entry) = waiting.pop() {
            if entry.is_directory() {
                waiting.extend(inside(entry.unchecked_into()).await);
            } else if let Some(file) = file(entry.unchecked_into()).await {
                files.push(file);
            }
        }
        files.retain(is_log);
        files
    }
}

/// The logs among the files that were chosen.
pub(super) fn logs(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|place| files.get(place)).filter(is_log).collect()
}

/// Whether a file may be one: not what systems put beside them, nor what an export to S3 writes to try its rights.
fn is_log(file: &File) -> bool {
    let name = file.name();
    !name.starts_with('.') && !["aws-logs-write-test", "Thumbs.db", "desktop.ini"].contains(&name.as_str())
}

/// What is in a folder. A browser tells it in portions, the last of them empty.
async fn inside(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let portion = Promise::new(&mut |done, failed| {
            // What cannot be begun is never done, which the promise tells as a failure.
            if let Err(error) = reader.read_entries_with_callback_and_callback(&done, &failed) {
                let _ = failed.call1(&JsValue::UNDEFINED, &error);
            }
        });
        let portion = JsFuture::from(portion).await.ok().and_then(|found| found.dyn_into::<Array>().ok());
        match portion {
            Some(portion) if portion.length() > 0 => {
                entries.extend(portion.iter().map(wasm_bindgen::JsCast::unchecked_into::<FileSystemEntry>));
            }
            _ => return entries,
        }
    }
}

async fn file(entry: FileSystemFileEntry) -> Option<File> {
    let file = Promise::new(&mut |done, failed| entry.file_with_callback_and_callback(&done, &failed));
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
