//! The report as a file: text for whatever reads tables, and a workbook.

use actix_web::web::Bytes;
use chrono::Datelike;
use futures_util::StreamExt;
use podskazka_shared::csv;
use podskazka_shared::endpoint::{Csv, Xlsx};
use podskazka_shared::reports::{Report, ReportCsv, ReportXlsx};
use podskazka_shared::text::Lang;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::report;
use super::table::{Cell, Sheet, sheets};
use crate::api::{Done, File};
use crate::call::Call;
use crate::problem::{Error, Result};

fn file(
    report: &Report,
    school: &str,
    (extension, content_type): (&str, &'static str),
    content: Bytes,
) -> File {
    File {
        name: format!("report-{school}-{}-{}.{extension}", report.period, report.from),
        content_type,
        content: futures_util::stream::iter([Ok(content)]).boxed_local(),
    }
}

pub(super) async fn as_csv(call: Call<ReportCsv>) -> Result<Done<Csv>> {
    let school = &call.member()?.school;
    let report = report(&call).await?;
    let text = text(&sheets(&report, &school.name, call.lang), call.lang);
    let file = file(
        &report,
        &school.slug,
        ("csv", "text/csv; charset=utf-8"),
        text.into(),
    );
    Ok(Done::new(Csv::default()).file(file))
}

pub(super) async fn as_xlsx(call: Call<ReportXlsx>) -> Result<Done<Xlsx>> {
    let school = &call.member()?.school;
    let report = report(&call).await?;
    let book = workbook(&report, &sheets(&report, &school.name, call.lang)).map_err(Error::internal)?;
    let file = file(&report, &school.slug, ("xlsx", Xlsx::MEDIA), book.into());
    Ok(Done::new(Xlsx::default()).file(file))
}

/// One table below the other, each under its name.
fn text(sheets: &[Sheet], lang: Lang) -> String {
    let mut text = csv::BOM.to_owned();
    for (place, sheet) in sheets.iter().enumerate() {
        if place > 0 {
            csv::push_row(&mut text, []);
        }
        csv::push_row(&mut text, [sheet.name]);
        csv::push_row(&mut text, sheet.heads.iter().copied());
        for row in &sheet.rows {
            let cells: Vec<String> = row.iter().map(|cell| written(cell, lang)).collect();
            csv::push_row(&mut text, cells.iter().map(String::as_str));
        }
    }
    text
}

/// As spreadsheets of the language read it.
fn written(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Mean(mean) => format!("{mean:.2}").replace('.', lang.pick(",", ".")),
        Cell::Date(day) => day.format(lang.pick("%d.%m.%Y", "%Y-%m-%d")).to_string(),
        Cell::Empty => String::new(),
    }
}

fn workbook(report: &Report, sheets: &[Sheet]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(report.at.timestamp())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for sheet in sheets {
        fill(book.add_worksheet(), sheet)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> std::result::Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let mean = Format::new().set_num_format("0.00");
    let date = Format::new().set_num_format("dd.mm.yyyy");
    page.set_name(sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    for (column, text) in (0_u16..).zip(&sheet.heads) {
        page.write_string_with_format(0, column, *text, &head)?;
    }
    for (row, cells) in (1_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => page.write_string(row, column, csv::harmless(text))?,
                // Far below 2^32, where every whole number is exact.
                Cell::Number(number) => {
                    page.write_number(row, column, u32::try_from(*number).unwrap_or(u32::MAX))?
                }
                Cell::Mean(number) => page.write_number_with_format(row, column, *number, &mean)?,
                Cell::Date(day) => {
                    let year = u16::try_from(day.year()).unwrap_or_default();
                    let (month, of_month) = (
                        u8::try_from(day.month()).unwrap_or_default(),
                        u8::try_from(day.day()).unwrap_or_default(),
                    );
                    let day = ExcelDateTime::from_ymd(year, month, of_month)?;
                    page.write_datetime_with_format(row, column, &day, &date)?
                }
                Cell::Empty => page,
            };
        }
    }
    page.autofit();
    Ok(())
}
