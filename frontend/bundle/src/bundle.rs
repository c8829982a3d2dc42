//! Which files the bundle has, under which names, and who names whom. No I/O.

use crate::{
    refs::{Hasher, fill, hashed_name, placeholders},
    split,
    wasm::App,
};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Content by path, in a fixed order.
pub type Files = BTreeMap<String, Vec<u8>>;

/// These keep their names, because browsers and robots know them by their address. All other assets get a hash.
const FIXED: &[&str] = &["favicon.ico", "manifest.webmanifest", "robots.txt", "sw.js"];

/// In these, placeholders are looked for.
const TEXT: &[&str] = &["css", "html", "js", "json", "svg", "txt", "webmanifest"];

/// Of what the page names, this is fetched before it shows anything.
const FIRST_LOAD: &[&str] = &["css", "js", "wasm", "woff2"];

pub struct Bundle {
    /// By the path below the output folder.
    pub files: Files,
    /// Logical name to path.
    names: BTreeMap<String, String>,
    /// Paths, the page first.
    pub first_load: Vec<String>,
    version: String,
}

/// Gives every file its name and rewrites what refers to it.
pub fn assemble(app: App, index: &str, assets: Files) -> Result<Bundle> {
    let mut build = Build {
        assets,
        files: Files::new(),
        names: BTreeMap::new(),
        open: Vec::new(),
    };
    let mut first: Vec<String> = build.add_app(app);
    for name in build.assets.keys().cloned().collect::<Vec<_>>() {
        if !FIXED.contains(&name.as_str()) {
            build.add_asset(&name)?;
        }
    }

    for word in placeholders(index) {
        if let Some(path) = build.names.get(word.strip_prefix("asset:").unwrap_or(word))
            && has_extension(path, FIRST_LOAD)
            && !first.contains(path)
        {
            first.push(path.clone());
        }
    }
    let version = build.version(index);
    let addresses = json!(first.iter().map(|path| format!("/{path}")).collect::<Vec<_>>()).to_string();
    let find = |names: &BTreeMap<String, String>, word: &str| match word {
        "version" => Some(version.clone()),
        "first-load" => Some(addresses.clone()),
        "boot.js" | "app.js" | "app.wasm" => names.get(word).map(|path| format!("/{path}")),
        _ => word
            .strip_prefix("asset:")
            .and_then(|name| names.get(name))
            .map(|path| format!("/{path}")),
    };

    for name in FIXED {
        if let Some(content) = build.assets.remove(*name) {
            let content = if has_extension(name, TEXT) {
                fill(text(name, &content)?, |word| find(&build.names, word))
                    .context(*name)?
                    .into_bytes()
            } else {
                content
            };
            build.add((*name).to_owned(), (*name).to_owned(), content);
        }
    }
    let page = fill(index, |word| find(&build.names, word)).context("index.html")?;
    build.add(
        "index.html".to_owned(),
        "index.html".to_owned(),
        page.into_bytes(),
    );
    first.insert(0, "index.html".to_owned());
    Ok(Bundle {
        files: build.files,
        names: build.names,
        first_load: first,
        version,
    })
}

impl Bundle {
    /// The content of `bundle.json`.
    pub fn describe(&self, inputs: &str, weight: Option<usize>) -> Value {
        json!({
            "version": self.version,
            "files": self.names,
            "first_load": self.first_load,
            "first_load_brotli_bytes": weight,
            "inputs": inputs,
        })
    }
}

struct Build {
    assets: Files,
    files: Files,
    names: BTreeMap<String, String>,
    /// Assets whose references are being resolved, to find a circle.
    open: Vec<String>,
}

impl Build {
    fn add(&mut self, name: String, path: String, content: Vec<u8>) {
        self.files.insert(path.clone(), content);
        self.names.insert(name, path);
    }

    fn add_hashed(&mut self, name: &str, content: Vec<u8>) -> String {
        let path = hashed_name(name, &content);
        self.add(name.to_owned(), path.clone(), content);
        path
    }

    /// The module, its glue and the script that starts both; the page has no inline script (CSP).
    fn add_app(&mut self, app: App) -> Vec<String> {
        let mut paths = Vec::new();
        let mut js = app.js;
        for (specifier, content) in app.snippets {
            let path = self.add_hashed(specifier.trim_start_matches("./"), content.into_bytes());
            js = js.replace(&specifier, &format!("/{path}"));
            paths.push(path);
        }
        let wasm = self.add_hashed("app.wasm", app.wasm);
        let mut link = app.link;
        for (name, content) in app.parts {
            let path = self.add_hashed(&name, content);
            link = link.replace(&format!("./{name}"), &format!("/{path}"));
        }
        // The two scripts import each other: both carry the hash of both.
        let both = format!("{js}{link}");
        let [js_path, link_path] = ["app.js", "parts.js"].map(|name| hashed_name(name, both.as_bytes()));
        // Only where it is imported: the module itself goes on knowing it by its plain name.
        let js = js.replace(
            &format!("from \"{}\"", split::LINK),
            &format!("from \"/{link_path}\""),
        );
        let link = link.replace(split::APP, &format!("/{js_path}"));
        self.add("app.js".to_owned(), js_path.clone(), js.into_bytes());
        self.add("parts.js".to_owned(), link_path.clone(), link.into_bytes());
        paths.push(link_path);
        let js = js_path;
        let boot = format!(
            "import init from \"/{js}\";\n\
             init({{ module_or_path: \"/{wasm}\" }}).catch((error) => {{\n  \
             document.documentElement.dataset.boot = \"failed\";\n  throw error;\n}});\n"
        );
        let boot = self.add_hashed("boot.js", boot.into_bytes());
        paths.splice(0..0, [boot, js, wasm]);
        paths
    }

    /// Adds an asset after those that it names, whose hashes become part of its own.
    fn add_asset(&mut self, name: &str) -> Result<String> {
        if let Some(path) = self.names.get(name) {
            return Ok(path.clone());
        }
        if self.open.iter().any(|open| open == name) {
            bail!(
                "these assets name each other in a circle: {} -> {name}",
                self.open.join(" -> ")
            );
        }
        let Some(mut content) = self.assets.get(name).cloned() else {
            bail!("no asset {name}")
        };
        self.open.push(name.to_owned());
        if has_extension(name, TEXT) {
            let source = text(name, &content)?;
            let mut paths = BTreeMap::new();
            for word in placeholders(source) {
                if let Some(other) = word.strip_prefix("asset:") {
                    paths.insert(word, self.add_asset(other).with_context(|| name.to_owned())?);
                }
            }
            let filled = fill(source, |word| paths.get(word).map(|path| format!("/{path}")));
            content = filled.with_context(|| name.to_owned())?.into_bytes();
        }
        self.open.pop();
        Ok(self.add_hashed(name, content))
    }

    /// Changes when anything in the bundle does.
    fn version(&self, index: &str) -> String {
        let mut hasher = Hasher::default();
        hasher.add(index.as_bytes());
        for path in self.files.keys() {
            hasher.add(path.as_bytes());
        }
        for content in FIXED.iter().filter_map(|name| self.assets.get(*name)) {
            hasher.add(content);
        }
        hasher.finish().chars().take(16).collect()
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.contains(&extension))
}

fn text<'a>(name: &str, content: &'a [u8]) -> Result<&'a str> {
    std::str::from_utf8(content).with_context(|| format!("{name} is not UTF-8"))
}

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod tests;
