//! The folder of the site: written only where something changed, and rid of what nobody makes any more.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compress;

/// The site while it is being made.
#[derive(Debug)]
pub(super) struct Site {
    folder: PathBuf,
    made: BTreeSet<PathBuf>,
}

/// How big a file is as it lies there and as it travels.
#[derive(Debug)]
pub(super) struct Sizes {
    plain: u64,
    brotli: u64,
}

impl Site {
    /// The site in this folder, which is made when it is not there.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf(), made: BTreeSet::new() })
    }

    /// Puts a file there, with its compressed forms.
    pub(super) fn put(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let changed = write_if_changed(&path, content)?;
        if compress::is_worthwhile(name) {
            self.put_packed(&path, "br", changed, content, compress::brotli)?;
            self.put_packed(&path, "gz", changed, content, compress::gzip)?;
        }
        self.made.insert(path);
        Ok(())
    }

    fn put_packed(
        &mut self,
        path: &Path,
        kind: &str,
        changed: bool,
        content: &[u8],
        pack: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
    ) -> Result<()> {
        let mut packed_path = path.as_os_str().to_owned();
        packed_path.push(".");
        packed_path.push(kind);
        let packed_path = PathBuf::from(packed_path);
        // Packing takes longer than all else here; what is packed from the same content is kept.
        if changed || !packed_path.is_file() {
            let packed = pack(content)?;
            if packed.len() >= content.len() {
                return Ok(());
            }
            write_if_changed(&packed_path, &packed)?;
        }
        self.made.insert(packed_path);
        Ok(())
    }

    /// How big a file is.
    pub(super) fn sizes(&self, name: &str) -> Option<Sizes> {
        let plain = fs::metadata(self.folder.join(name)).ok()?.len();
        let brotli =
            fs::metadata(self.folder.join(format!("{name}.br"))).map_or(plain, |packed| packed.len());
        Some(Sizes { plain, brotli })
    }

    /// Removes the files that were not put there this time.
    pub(super) fn remove_what_is_stale(&self) -> Result<()> {
        remove_all_but(&self.folder, &self.made)
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KB ({} KB as brotli)", self.plain.div_ceil(1000), self.brotli.div_ceil(1000))
    }
}

/// Writes a file when its content is another; says whether it was.
pub(super) fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    let write = || -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)
    };
    write().with_context(|| format!("`{}` cannot be written", path.display()))?;
    Ok(true)
}

fn remove_all_but(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_all_but(&path, kept)?;
            // Fails when something is left in it, which is what is wanted.
            let _ = fs::remove_dir(&path);
        } else if !kept.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("`{}` cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_made_again_is_removed_with_its_packed_forms() {
        let folder = tempfile::tempdir().unwrap();
        let style = "main { color: var(--ink) }\n".repeat(20);
        let mut site = Site::open(folder.path()).unwrap();
        site.put("old.css", style.as_bytes()).unwrap();
        site.put("pkg/deep.css", style.as_bytes()).unwrap();
        let mut site = Site::open(folder.path()).unwrap();
        site.put("new.css", style.as_bytes()).unwrap();
        site.remove_what_is_stale().unwrap();
        assert_eq!(names(folder.path()), ["new.css", "new.css.br", "new.css.gz"]);
    }

    #[test]
    fn the_same_content_leaves_the_files_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.css");
        assert!(write_if_changed(&path, b"a").unwrap());
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!write_if_changed(&path, b"a").unwrap());
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert!(write_if_changed(&path, b"b").unwrap());
    }

    #[test]
    fn a_new_content_is_packed_anew() {
        let folder = tempfile::tempdir().unwrap();
        let packed = folder.path().join("a.css.br");
        for text in ["first ", "second "] {
            let content = text.repeat(100).into_bytes();
            Site::open(folder.path()).unwrap().put("a.css", &content).unwrap();
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut fs::read(&packed).unwrap().as_slice(), &mut unpacked).unwrap();
            assert_eq!(unpacked, content);
        }
    }
}
