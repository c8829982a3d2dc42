//! Texts of the vendor's service.

use podskazka_shared::schedules::{TimeOfDay, TimeRange};
use podskazka_shared::schools::Vendor;
use podskazka_shared::text::Lang;

use super::{lang, texts};

texts! { VendorTexts vendor {
    title: "Поддержка журнала", "Journal support";
    lead: "Служба разработчика журнала. Она не относится к школе и отвечает в свои часы.", "The service of the journal's developer. It is not part of the school and keeps its own hours.";
    lead_edit: "Служба разработчика журнала. Если нет ни телефона, ни почты, ни ссылки, на странице её не будет.", "The service of the journal's developer. Without a phone, an address and a link it is not shown.";
    name: "Как она называется", "What it is called";
    phone: "Телефон", "Phone";
    email: "Электронная почта", "E-mail";
    group: "Страница или группа", "Page or group";
    group_hint: "Ссылка, которая начинается с https://", "A link that begins with https://";
    from: "Отвечают с", "Answered from";
    to: "Отвечают до", "Answered until";
    to_hint: "Каждый день, по времени школы; 00:00 значит до конца суток.", "Every day, in the school's time; 00:00 is the end of the day.";
    around_the_clock: "Обращения принимают круглосуточно", "Requests are registered around the clock";
} }

/// When the service takes requests, and when it answers.
pub fn vendor_hours(vendor: &Vendor) -> String {
    let clock = |time: TimeOfDay| format!("{}:{:02}", time.hour(), time.minute());
    let (from, to) = (clock(vendor.handled.from()), clock(vendor.handled.to()));
    let whole = vendor.handled == TimeRange::WHOLE_DAY;
    match (lang(), whole, vendor.around_the_clock) {
        (Lang::Ru, true, _) => "Обращения принимают и отвечают на них круглосуточно.".to_owned(),
        (Lang::Ru, false, true) => {
            format!("Обращения принимают круглосуточно, отвечают ежедневно с {from} до {to}.")
        }
        (Lang::Ru, false, false) => {
            format!("Обращения принимают и отвечают на них ежедневно с {from} до {to}.")
        }
        (Lang::En, true, _) => "Requests are registered and answered around the clock.".to_owned(),
        (Lang::En, false, true) => {
            format!("Requests are registered around the clock and answered every day from {from} to {to}.")
        }
        (Lang::En, false, false) => {
            format!("Requests are registered and answered every day from {from} to {to}.")
        }
    }
}
