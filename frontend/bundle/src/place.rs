//! Reading the assets and putting the finished folder in its place.

use crate::{bundle::Files, pack::Packed};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// All assets by their path below the folder. A folder named like a style, `app.css/`, counts as one file: its parts
/// joined in the order of their names.
pub fn read_assets(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    if folder.exists() {
        collect(folder, "", &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    let reading = || format!("reading {}", folder.display());
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(reading)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry
            .file_name()
            .into_string()
            .ok()
            .with_context(|| format!("a name in {prefix} is not UTF-8"))?;
        let (path, name) = (entry.path(), format!("{prefix}{name}"));
        if !path.is_dir() {
            files.insert(
                name,
                fs::read(&path).with_context(|| format!("reading {}", path.display()))?,
            );
        } else if path.extension().is_some_and(|ending| ending == "css") {
            let mut parts = Files::new();
            collect(&path, "", &mut parts)?;
            files.insert(name, parts.into_values().collect::<Vec<_>>().join(&b'\n'));
        } else {
            collect(&path, &format!("{name}/"), files)?;
        }
    }
    Ok(())
}

/// The description of the folder, if it was made from these very inputs.
pub fn unchanged(out: &Path, inputs: &str) -> Option<Value> {
    let description: Value = serde_json::from_slice(&fs::read(out.join("bundle.json")).ok()?).ok()?;
    (description.get("inputs")?.as_str()? == inputs).then_some(description)
}

/// Writes beside the folder, then swaps: nobody sees half of it.
pub fn replace(out: &Path, files: &[Packed<'_>], description: &Value) -> Result<()> {
    let (new, old) = (beside(out, "new"), beside(out, "old"));
    remove(&new)?;
    remove(&old)?;
    for file in files {
        write(&new, file.path, file.raw)?;
        for (ending, content) in [("gz", &file.gzip), ("br", &file.brotli)] {
            if let Some(content) = content {
                write(&new, &format!("{}.{ending}", file.path), content)?;
            }
        }
    }
    write(&new, "bundle.json", format!("{description:#}\n").as_bytes())?;
    if out.exists() {
        fs::rename(out, &old).with_context(|| format!("moving {} away", out.display()))?;
    }
    fs::rename(&new, out).with_context(|| format!("putting {} in place", out.display()))?;
    remove(&old)
}

/// `frontend/.dist.new`: the same disk, so that renaming is one step.
fn beside(out: &Path, ending: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.{ending}"))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

fn write(folder: &Path, path: &str, content: &[u8]) -> Result<()> {
    let target = folder.join(path);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    fs::write(&target, content).with_context(|| format!("writing {}", target.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A folder of the test's own, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("podskazka-bundle-test-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn a_folder_named_like_a_style_is_joined_in_order() {
        let folder = Folder::new("assets");
        write(&folder.0, "app.css/2-page.css", b"p{}").unwrap();
        write(&folder.0, "app.css/1-base.css", b"a{}").unwrap();
        write(&folder.0, "icons/a.svg", b"<svg/>").unwrap();
        let files = read_assets(&folder.0).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["app.css", "icons/a.svg"]);
        assert_eq!(files["app.css"], b"a{}\np{}");
    }

    #[test]
    fn missing_assets_are_no_assets() {
        assert!(read_assets(Path::new("/no/such/folder")).unwrap().is_empty());
    }

    #[test]
    fn the_folder_is_replaced_whole_and_remembers_its_inputs() {
        let folder = Folder::new("replace");
        let out = folder.0.join("dist");
        assert_eq!(unchanged(&out, "1"), None);
        let file = |path| Packed {
            path,
            raw: b"raw",
            gzip: None,
            brotli: Some(b"br".to_vec()),
        };
        replace(&out, &[file("a.js")], &json!({ "inputs": "1" })).unwrap();
        assert_eq!(unchanged(&out, "1"), Some(json!({ "inputs": "1" })));
        replace(&out, &[file("b.js")], &json!({ "inputs": "2" })).unwrap();
        assert_eq!(unchanged(&out, "1"), None);
        let mut names: Vec<_> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["b.js", "b.js.br", "bundle.json"]);
        assert_eq!(
            fs::read_dir(&folder.0).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }
}
