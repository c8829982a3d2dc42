//! From what cargo built to what the browser loads.

use crate::split::{self, Parts};
use anyhow::{Context, Result, bail};
use std::{collections::BTreeMap, path::Path, process::Command};
use wasm_bindgen_cli_support::Bindgen;

/// The app after wasm-bindgen.
pub struct App {
    pub js: String,
    pub wasm: Vec<u8>,
    /// Scripts that crates bring along, by the specifier with which `js` imports them.
    pub snippets: BTreeMap<String, String>,
    /// The script that fetches the other parts; it imports [`split::APP`] and is imported as [`split::LINK`].
    pub link: String,
    /// The parts that are loaded when they are needed, by the name in `link`.
    pub parts: BTreeMap<String, Vec<u8>>,
}

/// The features of WebAssembly that rustc 1.95 switches on by itself; every browser has had them since 2022.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Cuts the app into its parts and runs wasm-bindgen, both as libraries, so that their versions are those in Cargo.lock.
pub fn bind(app: &[u8], dev: bool) -> Result<App> {
    let Parts { main, link, others } = in_folder(|folder| split::split(app, folder))?;
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen
        .input_bytes("app", main)
        .web(true)?
        .typescript(false)
        // The other parts use the table and the memory of this one.
        .keep_lld_exports(true)
        .debug(dev);
    let bindgen = bindgen.remove_name_section(!dev).remove_producers_section(!dev);
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;

    let mut snippets = BTreeMap::new();
    for (crate_id, parts) in output.snippets() {
        for (number, js) in parts.iter().enumerate() {
            snippets.insert(format!("./snippets/{crate_id}/inline{number}.js"), js.clone());
        }
    }
    for (path, js) in output.local_modules() {
        snippets.insert(format!("./snippets/{path}"), js.clone());
    }
    Ok(App {
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
        snippets,
        link,
        parts: others,
    })
}

/// Makes the module smaller with binaryen, which is worth a quarter of its size.
pub fn optimise(app: App, wasm_opt: &Path) -> Result<App> {
    if !wasm_opt.exists() {
        bail!(
            "no wasm-opt at {}; `npm ci` in frontend/ installs it",
            wasm_opt.display()
        );
    }
    in_folder(|folder| {
        let wasm = optimise_in(folder, &app.wasm, wasm_opt)?;
        let mut parts = BTreeMap::new();
        for (name, part) in &app.parts {
            parts.insert(name.clone(), optimise_in(folder, part, wasm_opt)?);
        }
        Ok(App { wasm, parts, ..app })
    })
}

/// Runs `work` in a folder that is there only for it.
fn in_folder<T>(work: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let folder = std::env::temp_dir().join(format!("podskazka-bundle-{}", std::process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let done = work(&folder);
    std::fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    done
}

fn optimise_in(folder: &Path, wasm: &[u8], wasm_opt: &Path) -> Result<Vec<u8>> {
    let (input, output) = (folder.join("in.wasm"), folder.join("out.wasm"));
    std::fs::write(&input, wasm)?;
    let status = Command::new(wasm_opt)
        .arg(&input)
        .args([
            "-Oz",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .args(FEATURES)
        .arg("-o")
        .arg(&output)
        .status()
        .with_context(|| format!("starting {} (it needs node)", wasm_opt.display()))?;
    if !status.success() {
        bail!("wasm-opt failed: {status}");
    }
    std::fs::read(&output).context("reading what wasm-opt wrote")
}
