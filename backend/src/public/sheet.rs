//! How tight the paper must be set, so that the week, the contacts and the advice fit on one sheet.
//!
//! Styles cannot shrink text to a page, so the heights are estimated here, in tenths of a millimetre of A4, with what
//! `print.css` gives each setting; A3 is the same, larger. More than about 40 helpers go onto a second sheet.

use podskazka_shared::schedules::{HelpHours, PublicHelper, Weekday};

use super::{View, week};

/// A setting of the sheet, as `print.css` has it.
struct Setting {
    class: Option<&'static str>,
    /// The height of a line of text.
    line: usize,
    /// What the padding of a cell adds to a row.
    padding: usize,
    /// How much of the week's width is the column of names, of 100.
    names: usize,
    /// Whether posts go on behind the name.
    inline: bool,
    /// The advice how to ask.
    advice: usize,
    /// The head of the page and of the week, the foot, and what is left free between them.
    around: usize,
}

const SETTINGS: [Setting; 6] = [
    Setting {
        class: None,
        line: 50,
        padding: 34,
        names: 26,
        inline: false,
        advice: 590,
        around: 482,
    },
    Setting {
        class: Some("snug"),
        line: 43,
        padding: 22,
        names: 30,
        inline: false,
        advice: 515,
        around: 470,
    },
    Setting {
        class: Some("close"),
        line: 41,
        padding: 22,
        names: 38,
        inline: true,
        advice: 330,
        around: 420,
    },
    Setting {
        class: Some("dense"),
        line: 36,
        padding: 13,
        names: 38,
        inline: true,
        advice: 270,
        around: 400,
    },
    Setting {
        class: Some("denser"),
        line: 32,
        padding: 9,
        names: 38,
        inline: true,
        advice: 240,
        around: 390,
    },
    Setting {
        class: Some("densest"),
        line: 29,
        padding: 4,
        names: 38,
        inline: true,
        advice: 210,
        around: 380,
    },
];

/// A4 without its margins, less a hair.
const HEIGHT: usize = 1915;
const WIDTH: usize = 2750;

/// The class of the largest setting in which all fits, or of the smallest there is.
pub fn class(view: &View<'_>) -> Option<&'static str> {
    let fits = |setting: &&Setting| setting.height(view) <= HEIGHT;
    let found = SETTINGS.iter().find(fits).or(SETTINGS.last());
    found.and_then(|setting| setting.class)
}

impl Setting {
    /// All of the sheet.
    fn height(&self, view: &View<'_>) -> usize {
        let helpers = view.data.schedule.as_ref().map_or(&[][..], |week| &week.helpers);
        let columns = week::columns(helpers).len();
        let rows: usize = helpers.iter().map(|helper| self.row(view, helper, columns)).sum();
        let title = self.lines(view.data.school.name.chars().count(), WIDTH * 9 / 10) - 1;
        self.around + title * self.line + rows + self.foot(view)
    }

    /// How many lines so many letters take in a width; one at least.
    fn lines(&self, letters: usize, width: usize) -> usize {
        wrapped(letters, self.line, width)
    }

    fn small_lines(&self, letters: usize, width: usize) -> usize {
        wrapped(letters, self.small(), width)
    }

    fn row(&self, view: &View<'_>, helper: &PublicHelper, columns: usize) -> usize {
        let name = helper.name.chars().count();
        let posts: usize = helper.posts.iter().map(|post| post.chars().count() + 2).sum();
        let posts = posts.saturating_sub(2);
        let width = (WIDTH * self.names / 100).saturating_sub(60);
        let text = if self.inline || posts == 0 {
            self.lines(name + posts, width) * self.line
        } else {
            self.lines(name, width) * self.line + self.small_lines(posts, width) * self.small()
        };
        let cell = (WIDTH * (100 - self.names) / 100 / columns.max(1)).saturating_sub(50);
        let on = |day: Weekday| -> usize {
            let hours = helper.hours.iter().filter(|hours| hours.day == day);
            hours.map(|hours| self.hours(view, hours, cell)).sum()
        };
        let hours = Weekday::ALL.into_iter().map(on).max().unwrap_or(0);
        text.max(hours) + self.padding
    }

    fn hours(&self, view: &View<'_>, hours: &HelpHours, cell: usize) -> usize {
        // Times are a little larger where there is room.
        let range = if self.inline { self.line } else { self.line * 6 / 5 };
        let how = week::how(view, hours).map_or(0, |how| {
            self.small_lines(how.chars().count(), cell) * self.small()
        });
        range + how
    }

    /// The height of a line in small letters.
    const fn small(&self) -> usize {
        self.line * 9 / 10
    }

    /// The contacts, the vendor's service and the advice stand side by side.
    fn foot(&self, view: &View<'_>) -> usize {
        let contacts = &view.data.contacts;
        let vendor = &contacts.vendor;
        // Somewhat wider than they are: few of these letters are bold.
        let width = if vendor.is_there() { 880 } else { 1240 };
        let card = |texts: &[&String], more: usize| {
            let texts = texts.iter().filter(|text| !text.is_empty());
            // Each stands behind a word that says what it is.
            let lines = texts.map(|text| self.lines(text.chars().count() + 16, width) * self.line + 15);
            lines.sum::<usize>() + (more + 1) * self.line
        };
        let school = card(
            &[
                &contacts.phone,
                &contacts.email,
                &contacts.room,
                &contacts.journal_mail,
            ],
            0,
        );
        // Its hours, and where they are shown, whose it is.
        let hours = if self.inline { 3 } else { 5 };
        let service = card(
            &[&vendor.name, &vendor.phone, &vendor.email, &vendor.group],
            hours,
        );
        let service = if vendor.is_there() { service } else { 0 };
        self.advice.max(school).max(service)
    }
}

/// How many lines so many letters take, when a letter is somewhat less than half as wide as a line is high: words that
/// do not break and capitals included.
fn wrapped(letters: usize, line: usize, width: usize) -> usize {
    letters
        .max(1)
        .saturating_mul(line * 9)
        .div_ceil(width.max(1) * 20)
}
