//! What a list costs in queries does not grow with what it lists: every list of a school, and all that is made of its plan.

use std::collections::BTreeMap;

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{ArticleBody, Visibility};
use podskazka_shared::duty::absences::AbsenceBody;

use crate::absences::{absence_of, enter};
use crate::articles::{article, stands, writes};
use crate::callbacks::plant;
use crate::consultations::desk;
use crate::extra_hours::{add, extra_of};
use crate::phrases::{adds, phrase};
use crate::support::client::Raw;
use crate::support::consult::on;
use crate::support::spec::Operation;
use crate::support::{School, TestApp, Who};
use crate::views::{keeps, view};

both![what_is_listed_costs_no_query_of_its_own];

/// What everybody sees without an account.
const PUBLIC: [&str; 6] = [
    "/public/demo",
    "/public/demo/articles",
    "/public/demo/callback",
    "/public/demo/calendar.ics",
    "/public/demo/embed",
    "/public/demo?sheet=a3",
];

/// People who file requests and book with the helper, who is away for a part of each day, and helps on Saturdays too.
async fn grows(app: &TestApp, school: &School, (helper, director): (&Who, &Who), by: u32, from: u32) {
    for n in from..from + by {
        let teacher = school.person(&[Capacity::Teacher]).await;
        teacher.files("Не открывается журнал").await;
        let minutes = n * 20;
        let clock = format!("{}:{:02}", 14 + minutes / 60, minutes % 60);
        teacher.books(helper, on("2026-12-01", &clock)).done().await;
        let away = school.person(&[Capacity::Helper]).await;
        let substitute = Some(helper.member);
        let absence = AbsenceBody {
            substitute,
            ..absence_of(&away)
        };
        enter(&away, &absence).done().await;
        add(&away, &extra_of(&away)).done().await;
        let admin = school.person(&[Capacity::JournalAdmin]).await;
        let public = ArticleBody {
            visibility: Visibility::Public,
            ..article()
        };
        stands(director, &public).await;
        writes(&admin, &article()).done().await;
        adds(&admin, &phrase(false)).done().await;
        keeps(director, &view()).done().await;
        plant(school).await;
        let class = format!("{}А", n + 1);
        school.student_card(&class).await;
        app.after(Duration::seconds(1));
    }
}

/// How many statements each of the lists takes.
async fn costs(app: &TestApp, director: &Who) -> BTreeMap<String, u64> {
    let of_school = |operation: &&Operation| {
        let path = operation.path.replace("{school}", "");
        operation.method == "GET" && !operation.live && operation.has("school") && !path.contains('{')
    };
    let lists = Operation::known().iter().filter(of_school);
    let lists = lists.map(|operation| operation.path.replace("{school}", "demo"));
    let mut costs = BTreeMap::new();
    for path in lists.chain(PUBLIC.map(str::to_owned)) {
        let ask = async || {
            let token = director.token().await;
            let before = app.store().statements();
            let answer = Raw::of(app.request("GET", &path).bearer_auth(token)).await;
            (answer.status, app.store().statements() - before)
        };
        // What is read once and kept counts for nobody.
        ask().await;
        let (status, cost) = ask().await;
        if status == 200 {
            costs.insert(path, cost);
        }
    }
    costs
}

async fn what_is_listed_costs_no_query_of_its_own(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    grows(&app, &school, (&helper, &director), 1, 0).await;
    let few = costs(&app, &director).await;
    assert!(few.len() > 20 && few.values().all(|cost| *cost > 0), "{few:?}");
    grows(&app, &school, (&helper, &director), 4, 1).await;
    let many = costs(&app, &director).await;
    assert_eq!(few, many);
}
