//! The sheet for the stand, and the QR code of the school's page.

use crate::support::TestApp;
use crate::support::client::Raw;

both![
    the_sheet_comes_for_the_paper_that_is_asked_for,
    the_code_holds_the_plain_address_of_the_page,
];

async fn the_sheet_comes_for_the_paper_that_is_asked_for(app: TestApp) {
    app.school("demo").await;
    let asked = async |query: &str| Raw::of(app.request("GET", &format!("/public/demo{query}"))).await;
    for (query, class) in [("?sheet=a4", "sheet a4"), ("?lang=en&sheet=a3", "sheet a3")] {
        let page = asked(query).await.text();
        assert!(page.contains(&format!("class=\"{class}\"")), "{query}: {page}");
        assert!(page.contains("/public/-/sheet-") && !page.contains("style="));
        // The sheet is a form of the page, not another page.
        assert!(
            page.contains("rel=\"canonical\" href=\"http") && !page.contains("rel=\"canonical\" href=\"?")
        );
        let style = page.split_once("rel=\"stylesheet\" href=\"").unwrap().1;
        let style = Raw::of(app.request("GET", style.split('"').next().unwrap())).await;
        assert!(style.text().contains("@page a3 { size: A3 landscape;"));
    }
    for query in [
        "",
        "?sheet",
        "?sheet=a5",
        "?sheet=%00",
        "?sheet=a4%0d%0aX:1",
        "?sheet=A4",
    ] {
        let page = asked(query).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("/public/-/page-"), "{query}");
    }
    let missing = Raw::of(app.request("GET", "/public/nowhere?sheet=a3")).await;
    assert_eq!(missing.status, 404);
}

async fn the_code_holds_the_plain_address_of_the_page(app: TestApp) {
    let school = app.school("demo").await;
    let app = app
        .beside_with(|config| config.public_url = Some("https://help.example.org".to_owned()))
        .await;
    let by_name = Raw::of(
        app.request("GET", "/public/demo/qr.svg")
            .header("Host", "evil.test"),
    )
    .await;
    assert_eq!(by_name.status, 200);
    assert_eq!(by_name.headers["content-type"], "image/svg+xml");
    let image = by_name.text();
    assert!(
        image.contains("<title>https://help.example.org/public/demo</title>"),
        "{image}"
    );
    assert!(image.contains("fill=\"#fff\"") && image.contains("d=\"M4 4h7v1h-7z"));
    let by_id = Raw::of(app.request("GET", &format!("/public/{}/qr.svg", school.id))).await;
    assert_eq!(by_id.text(), image);
    for name in ["nowhere", "a%00b", "-"] {
        let missing = Raw::of(app.request("GET", &format!("/public/{name}/qr.svg"))).await;
        assert_eq!(missing.status, 404, "{name}");
    }
}
