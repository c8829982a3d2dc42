use super::*;

const PAGE: &str = r#"<link rel="stylesheet" href="{{asset:app.css}}"><link rel="icon" href="{{asset:icon.svg}}">
<link rel="modulepreload" href="{{app.js}}"><script type="module" src="{{boot.js}}"></script>{{app.wasm}}"#;

fn app() -> App {
    App {
        js: "import { f } from './snippets/a-1/inline0.js'; import * as parts from \"./parts.js\"; export default f".to_owned(),
        wasm: b"\0asm".to_vec(),
        snippets: [(
            "./snippets/a-1/inline0.js".to_owned(),
            "export const f = 1".to_owned(),
        )]
        .into(),
        link: "import { initSync } from \"./app.js\"; fetch(\"./split_desk.wasm\")".to_owned(),
        parts: [("split_desk.wasm".to_owned(), b"\0asm desk".to_vec())].into(),
    }
}

fn assets(extra: &[(&str, &str)]) -> Files {
    let base = [
        ("app.css", "a { background: url(\"{{asset:icon.svg}}\") }"),
        ("icon.svg", "<svg/>"),
    ];
    base.iter()
        .chain(extra)
        .map(|(name, content)| ((*name).to_owned(), content.as_bytes().to_vec()))
        .collect()
}

fn content(bundle: &Bundle, name: &str) -> String {
    String::from_utf8(bundle.files[&bundle.names[name]].clone()).unwrap()
}

#[test]
fn every_reference_is_the_hashed_address_of_a_file_in_the_bundle() {
    let bundle = assemble(app(), PAGE, assets(&[])).unwrap();
    for (from, to) in [
        ("index.html", "app.css"),
        ("index.html", "icon.svg"),
        ("index.html", "app.js"),
        ("index.html", "app.wasm"),
        ("index.html", "boot.js"),
        ("boot.js", "app.js"),
        ("boot.js", "app.wasm"),
        ("app.js", "snippets/a-1/inline0.js"),
        ("app.js", "parts.js"),
        ("parts.js", "app.js"),
        ("parts.js", "split_desk.wasm"),
        ("app.css", "icon.svg"),
    ] {
        let path = &bundle.names[to];
        assert!(bundle.files.contains_key(path));
        assert!(
            content(&bundle, from).contains(&format!("/{path}")),
            "{from} does not name {path}"
        );
    }
    assert!(!content(&bundle, "index.html").contains("{{"));
}

#[test]
fn a_changed_icon_renames_the_style_that_shows_it() {
    let before = assemble(app(), PAGE, assets(&[])).unwrap();
    let after = assemble(app(), PAGE, assets(&[("icon.svg", "<svg><path/></svg>")])).unwrap();
    assert_ne!(before.names["app.css"], after.names["app.css"]);
    assert_eq!(before.names["app.wasm"], after.names["app.wasm"]);
    assert_ne!(before.version, after.version);
}

#[test]
fn the_service_worker_keeps_its_name_and_learns_the_first_load() {
    let sw = r#"const files = JSON.parse('{{first-load}}'), version = "{{version}}";"#;
    let bundle = assemble(app(), PAGE, assets(&[("sw.js", sw)])).unwrap();
    let text = content(&bundle, "sw.js");
    assert_eq!(bundle.names["sw.js"], "sw.js");
    assert!(
        text.contains(&bundle.version) && text.contains(&format!("\"/{}\"", bundle.names["app.wasm"])),
        "{text}"
    );
}

#[test]
fn the_first_load_is_the_page_the_app_and_the_styles_but_no_icons() {
    let bundle = assemble(app(), PAGE, assets(&[("later.css", "")])).unwrap();
    let names = [
        "index.html",
        "boot.js",
        "app.js",
        "app.wasm",
        "snippets/a-1/inline0.js",
        "parts.js",
        "app.css",
    ];
    assert_eq!(bundle.first_load, names.map(|name| bundle.names[name].clone()));
}

#[test]
fn what_is_not_there_and_what_goes_in_a_circle_is_refused() {
    let refused = |page: &str, extra: &[(&str, &str)]| {
        format!("{:#}", assemble(app(), page, assets(extra)).err().unwrap())
    };
    assert_eq!(
        refused("{{asset:no.css}}", &[]),
        "index.html: unknown placeholder {{asset:no.css}}"
    );
    assert_eq!(
        refused("", &[("a.css", "{{asset:no.png}}")]),
        "a.css: no asset no.png"
    );
    let circle = refused("", &[("a.css", "{{asset:b.css}}"), ("b.css", "{{asset:a.css}}")]);
    assert!(
        circle.ends_with("in a circle: a.css -> b.css -> a.css"),
        "{circle}"
    );
}

#[test]
fn the_same_inputs_give_the_same_description() {
    let describe = || {
        assemble(app(), PAGE, assets(&[]))
            .unwrap()
            .describe("x", Some(1))
            .to_string()
    };
    assert_eq!(describe(), describe());
}
