//! All style sheets in one, in the order and the layers in which `main.css` imports them.

use std::fmt::Display;
use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};

/// The sheet that starts at `main`, without spaces and comments. Nothing is rewritten for older browsers.
pub(super) fn bundle(main: &Path) -> Result<String> {
    ensure!(main.is_file(), "`{}` is missing: it imports all other style sheets", main.display());
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| fault(&error))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| fault(&error))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })
        .map_err(|error| fault(&error))?;
    Ok(printed.code)
}

/// What is wrong and where. Lines are counted from 1, as editors do.
fn fault<T: Display>(error: &lightningcss::error::Error<T>) -> anyhow::Error {
    match &error.loc {
        Some(place) => anyhow!("{}:{}:{}: {}", place.filename, place.line + 1, place.column, error.kind),
        None => anyhow!("a style sheet is wrong: {}", error.kind),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn bundled(files: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        bundle(&folder.path().join("main.css"))
    }

    #[test]
    fn imports_keep_their_layer_and_their_order() {
        let sheet = bundled(&[
            (
                "main.css",
                "@layer tokens, base;\n@import 'base.css' layer(base);\n@import 'tokens.css' layer(tokens);",
            ),
            ("base.css", "body { color: var(--ink) }"),
            ("tokens.css", ":root { --ink: light-dark(#222222, #eeeeee) }"),
        ]);
        let sheet = sheet.unwrap();
        let place = |layer: &str| sheet.find(layer).unwrap_or_else(|| panic!("no {layer} in {sheet}"));
        assert!(place("@layer tokens{:root{") < place("@layer base{body{color:var(--ink)}}"), "{sheet}");
        assert!(sheet.contains("light-dark("), "{sheet}");
    }

    #[test]
    fn a_fault_tells_the_file_and_the_line() {
        let told =
            bundled(&[("main.css", "@import 'pages.css';"), ("pages.css", "\nmain { color: red; } }")]);
        let told = told.unwrap_err().to_string();
        assert!(told.contains("pages.css:2"), "{told}");
    }
}
