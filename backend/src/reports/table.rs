//! The report as tables: what a file holds, whatever its format.

use chrono::NaiveDate;
use podskazka_shared::reports::{Figures, Report, Spread};
use podskazka_shared::text::Lang;
use podskazka_shared::tickets::{HelperWork, Kept, Repeat};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(u64),
    /// With two decimals.
    Mean(f64),
    Date(NaiveDate),
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

/// A table with a name of its own.
#[derive(Debug)]
pub struct Sheet {
    pub name: &'static str,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// The tables of a report; the first one sums it up.
pub fn sheets(report: &Report, school: &str, lang: Lang) -> Vec<Sheet> {
    let mut sheets = vec![
        summary(report, school, lang),
        course(report, lang),
        load(report, lang),
        topics(report, lang),
        channels(report, lang),
        hours(report, lang),
    ];
    sheets.extend(ratings(report, lang));
    sheets.extend(conduct(report, lang));
    sheets
}

fn minutes(spread: Option<Spread>, of: impl Fn(Spread) -> u32) -> Cell {
    spread.map_or(Cell::Empty, |spread| Cell::Number(of(spread).into()))
}

fn summary(report: &Report, school: &str, lang: Lang) -> Sheet {
    let pick = |ru, en| lang.pick(ru, en);
    let (now, before) = (&report.figures, &report.before.figures);
    let line = |name: &str, one: Cell, other: Cell| vec![Cell::from(name), one, other];
    let mut rows = vec![
        line(pick("Школа", "School"), Cell::from(school), Cell::Empty),
        line(
            pick("Период", "Period"),
            Cell::from(report.period.label(lang)),
            Cell::Empty,
        ),
        line(
            pick("С", "From"),
            Cell::Date(report.from),
            Cell::Date(report.before.from),
        ),
        line(
            pick("По", "To"),
            Cell::Date(report.to),
            Cell::Date(report.before.to),
        ),
    ];
    if let Some(own) = &report.own_work {
        let name = Cell::from(own.name.as_str());
        rows.push(line(pick("Только работа", "Work of"), name, Cell::Empty));
    }
    let both = |name: &str, of: &dyn Fn(&Figures) -> Cell| line(name, of(now), of(before));
    rows.push(both(
        pick("Подано обращений", "Requests filed"),
        &|f| f.filed.into(),
    ));
    for kept in Kept::ALL {
        let name = format!("{}: {}", pick("Рассмотрены", "Considered"), kept.label(lang));
        rows.push(both(&name, &|f| f.considered.of(kept).into()));
    }
    for kept in [Kept::InTime, Kept::Late, Kept::Running] {
        let name = format!("{}: {}", pick("Завершены", "Finished"), kept.label(lang));
        rows.push(both(&name, &|f| f.answered.of(kept).into()));
    }
    type Column = (&'static str, fn(&Figures) -> Cell);
    let times: [Column; 4] = [
        (
            pick(
                "До рассмотрения, рабочих минут: медиана",
                "Until considered, working minutes: median",
            ),
            |f| minutes(f.consider_minutes, |s| s.median),
        ),
        (
            pick(
                "До рассмотрения, рабочих минут: 90 % не дольше",
                "Until considered, working minutes: 90 % within",
            ),
            |f| minutes(f.consider_minutes, |s| s.p90),
        ),
        (
            pick(
                "До завершения, рабочих минут: медиана",
                "Until finished, working minutes: median",
            ),
            |f| minutes(f.answer_minutes, |s| s.median),
        ),
        (
            pick(
                "До завершения, рабочих минут: 90 % не дольше",
                "Until finished, working minutes: 90 % within",
            ),
            |f| minutes(f.answer_minutes, |s| s.p90),
        ),
    ];
    for (name, of) in times {
        rows.push(both(name, &of));
    }
    for repeat in Repeat::ALL {
        rows.push(both(repeat.label(lang), &|f| f.repeats.of(repeat).into()));
    }
    if now.ratings.is_some() {
        let mean = |f: &Figures| f.ratings.as_ref().and_then(|ratings| ratings.average);
        rows.push(both(
            pick("Средняя оценка", "Average rating"),
            &|f| mean(f).map_or(Cell::Empty, Cell::Mean),
        ));
    }
    let only = |name: &str, number: u64| line(name, number.into(), Cell::Empty);
    rows.push(only(pick("Открыто сейчас", "Open now"), report.open));
    rows.push(only(pick("Просрочено сейчас", "Overdue now"), report.overdue));
    Sheet {
        name: pick("Итоги", "Summary"),
        heads: vec![
            pick("Показатель", "Figure"),
            pick("За период", "Period"),
            pick("За прошлый период", "Period before"),
        ],
        rows,
    }
}

fn course(report: &Report, lang: Lang) -> Sheet {
    let pick = |ru, en| lang.pick(ru, en);
    let mut heads = vec![pick("С", "From"), pick("По", "To")];
    heads.extend(Kept::ALL.map(|kept| kept.label(lang)));
    let row = |part: &podskazka_shared::reports::ReportPart| {
        let mut cells = vec![Cell::Date(part.from), Cell::Date(part.to)];
        cells.extend(Kept::ALL.map(|kept| Cell::from(part.considered.of(kept))));
        cells
    };
    Sheet {
        name: pick("Ход", "Course"),
        heads,
        rows: report.parts.iter().map(row).collect(),
    }
}

fn load(report: &Report, lang: Lang) -> Sheet {
    let row = |load: &podskazka_shared::reports::HelperLoad| {
        vec![
            Cell::from(load.helper.name.as_str()),
            load.answered.into(),
            load.spoke.into(),
            load.assigned.into(),
        ]
    };
    Sheet {
        name: lang.pick("Сотрудники", "Staff"),
        heads: vec![
            lang.pick("Сотрудник", "Name"),
            HelperWork::Answered.label(lang),
            HelperWork::Spoke.label(lang),
            lang.pick("Назначено сейчас", "Assigned now"),
        ],
        rows: report.helpers.iter().map(row).collect(),
    }
}

fn of_kind(
    name: &'static str,
    head: &'static str,
    rows: impl Iterator<Item = (&'static str, u64, u64)>,
    lang: Lang,
) -> Sheet {
    Sheet {
        name,
        heads: vec![
            head,
            lang.pick("Подано", "Filed"),
            lang.pick("Рассмотрено позже срока", "Considered late"),
        ],
        rows: rows
            .map(|(name, filed, late)| vec![name.into(), filed.into(), late.into()])
            .collect(),
    }
}

fn topics(report: &Report, lang: Lang) -> Sheet {
    let rows = report.topics.iter();
    let rows = rows.map(|row| (row.topic.label(lang), row.filed, row.late));
    of_kind(
        lang.pick("Темы", "Topics"),
        lang.pick("Тема", "Topic"),
        rows,
        lang,
    )
}

fn channels(report: &Report, lang: Lang) -> Sheet {
    let rows = report.channels.iter();
    let rows = rows.map(|row| (row.channel.label(lang), row.filed, row.late));
    let name = lang.pick("Пути", "Channels");
    of_kind(name, lang.pick("Как обратились", "Channel"), rows, lang)
}

fn hours(report: &Report, lang: Lang) -> Sheet {
    let row = |one: &podskazka_shared::reports::HourCount| {
        vec![
            Cell::from(one.weekday.label(lang)),
            Cell::Number(one.hour.into()),
            one.filed.into(),
        ]
    };
    Sheet {
        name: lang.pick("Часы", "Hours"),
        heads: vec![
            lang.pick("День недели", "Weekday"),
            lang.pick("Час", "Hour"),
            lang.pick("Подано", "Filed"),
        ],
        rows: report.hours.iter().map(row).collect(),
    }
}

fn ratings(report: &Report, lang: Lang) -> Option<Sheet> {
    let ratings = report.figures.ratings.as_ref()?;
    let marks = (1_u64..).zip(&ratings.counts);
    let marks = marks.map(|(mark, count)| vec![Cell::Number(mark), (*count).into()]);
    let reasons = ratings.reasons.iter();
    let reasons = reasons.map(|one| vec![Cell::from(one.reason.label(lang)), one.ratings.into()]);
    Some(Sheet {
        name: lang.pick("Оценки", "Ratings"),
        heads: vec![
            lang.pick("Оценка или причина", "Mark or reason"),
            lang.pick("Сколько", "How many"),
        ],
        rows: marks.chain(reasons).collect(),
    })
}

fn conduct(report: &Report, lang: Lang) -> Option<Sheet> {
    let found = report.conduct.as_ref()?;
    let line = |name: String, number: u64| vec![Cell::Text(name), number.into()];
    let counts = found.counts.iter().map(|one| {
        let name = format!("{}: {}", one.kind.label(lang), one.outcome.label(lang));
        line(name, one.reports)
    });
    let measures = found
        .measures
        .iter()
        .map(|one| line(one.measure.label(lang).to_owned(), one.reports));
    let rest = [
        (
            lang.pick("разговор остановлен", "conversation stopped"),
            found.stopped,
        ),
        (lang.pick("решены после срока", "decided late"), found.late),
    ];
    let rest = rest.map(|(name, number)| line(name.to_owned(), number));
    Some(Sheet {
        name: lang.pick("Правила общения", "Conduct"),
        heads: vec![
            lang.pick("Решённые сообщения о поведении", "Decided reports of conduct"),
            lang.pick("Сколько", "How many"),
        ],
        rows: counts.chain(measures).chain(rest).collect(),
    })
}
