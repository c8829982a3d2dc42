//! How tight the paper must be set, so that the week, the contacts and the advice fit on one A4 sheet.
//!
//! Styles cannot shrink text to a page, so the heights are estimated here, in tenths of a millimetre, with what
//! `public.css` gives each setting. More than about 40 helpers go onto a second sheet.

use podskazka_shared::schedules::{PublicHelper, PublicSchedule, Weekday};

/// A setting of the sheet, as `public.css` has it.
struct Setting {
    class: Option<&'static str>,
    /// Heights of a line with a name, with posts, with hours; and what a row adds.
    name: usize,
    posts: usize,
    slot: usize,
    row: usize,
    /// How many letters of a name, of posts, fit on a line. Posts go on behind the name when there is none for them.
    name_width: usize,
    posts_width: Option<usize>,
    /// What is left for the rows of the week.
    room: usize,
}

const SETTINGS: [Setting; 4] = [
    Setting {
        class: None,
        name: 50,
        posts: 44,
        slot: 58,
        row: 36,
        name_width: 24,
        posts_width: Some(32),
        room: 830,
    },
    Setting {
        class: Some("snug"),
        name: 43,
        posts: 38,
        slot: 50,
        row: 24,
        name_width: 36,
        posts_width: Some(44),
        room: 980,
    },
    Setting {
        class: Some("close"),
        name: 41,
        posts: 0,
        slot: 41,
        row: 24,
        name_width: 52,
        posts_width: None,
        room: 1170,
    },
    Setting {
        class: Some("dense"),
        name: 36,
        posts: 0,
        slot: 36,
        row: 14,
        name_width: 58,
        posts_width: None,
        room: 1280,
    },
];

/// The class of the largest setting in which all fits.
pub fn class(data: &PublicSchedule) -> Option<&'static str> {
    let helpers = data.schedule.as_ref().map_or(&[][..], |week| &week.helpers);
    let fits = |setting: &&Setting| {
        let rows: usize = helpers.iter().map(|helper| setting.height(helper)).sum();
        rows + around(data) * setting.name <= setting.room
    };
    SETTINGS
        .iter()
        .find(fits)
        .map_or(Some("densest"), |setting| setting.class)
}

impl Setting {
    fn height(&self, helper: &PublicHelper) -> usize {
        let letters = helper.name.chars().count();
        let posts: usize = helper.posts.iter().map(|post| post.chars().count() + 2).sum();
        let posts = posts.saturating_sub(2);
        let text = match self.posts_width {
            Some(width) => letters.div_ceil(self.name_width) * self.name + posts.div_ceil(width) * self.posts,
            None => (letters + posts).div_ceil(self.name_width) * self.name,
        };
        let on = |day: Weekday| helper.hours.iter().filter(|hours| hours.day == day).count();
        let slots = Weekday::ALL.into_iter().map(on).max().unwrap_or(0);
        text.max(slots * self.slot) + self.row
    }
}

/// Lines above and below the week that a long name of the school or long contacts take more than usual.
fn around(data: &PublicSchedule) -> usize {
    let lines = |text: &str, width: usize| text.chars().count().div_ceil(width);
    let contacts = &data.contacts;
    let of_school = [
        &contacts.phone,
        &contacts.email,
        &contacts.room,
        &contacts.journal_mail,
    ];
    let of_school: usize = of_school.into_iter().map(|text| lines(text, 32)).sum();
    let vendor = &contacts.vendor;
    let of_vendor = [&vendor.name, &vendor.phone, &vendor.email, &vendor.group];
    let of_vendor: usize = of_vendor.into_iter().map(|text| lines(text, 32)).sum();
    // Under them its hours and whose it is.
    let of_vendor = if vendor.is_there() { of_vendor + 3 } else { 0 };
    lines(&data.school.name, 90).saturating_sub(1) + of_school.max(of_vendor).saturating_sub(5)
}
