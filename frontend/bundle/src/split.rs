//! Cuts the app into the part that everybody loads and the parts that are loaded when their screens are opened.

use anyhow::{Context, Result, anyhow};
use std::{collections::BTreeMap, path::Path};
use wasm_split_cli_support::{Options, transform};

/// The name under which the script that fetches the parts imports the app's.
pub const APP: &str = "./app.js";
/// The name under which the app's script imports the one that fetches the parts.
pub const LINK: &str = "./parts.js";

/// The app in parts.
pub struct Parts {
    /// What wasm-bindgen goes on with.
    pub main: Vec<u8>,
    /// The script that fetches the others, which it names `./<name>`.
    pub link: String,
    /// The others by name, such as `split_desk.wasm`.
    pub others: BTreeMap<String, Vec<u8>>,
}

/// Cuts at the functions that the app marks with `wasm_split`.
pub fn split(app: &[u8], folder: &Path) -> Result<Parts> {
    let main = folder.join("main.wasm");
    let mut options = Options::new(app);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = APP;
    let cut = transform(options).map_err(|error| anyhow!("cutting the app into parts: {error:#}"))?;
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    let mut others = BTreeMap::new();
    for path in &cut.split_modules {
        let name = path.file_name().context("a part without a name")?;
        others.insert(name.to_string_lossy().into_owned(), read(path)?);
    }
    let link = String::from_utf8(read(&folder.join(LINK))?).context("the parts' script is not UTF-8")?;
    Ok(Parts {
        main: read(&main)?,
        link,
        others,
    })
}
