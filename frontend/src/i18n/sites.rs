//! Texts of the frame on the school's own site.

use super::texts;

texts! { Sites sites {
    title: "График на сайте школы", "The schedule on the school's site";
    lead: "График можно показать прямо на странице сайта: он сам обновится, когда изменится.", "The schedule can stand on a page of the site: it changes by itself when it is changed here.";
    list: "Адреса сайтов, по одному в строке", "Addresses of sites, one a line";
    list_hint: "Только https, без страницы, например https://shkola.ru. На других сайтах график не откроется.", "Only https, without a page, such as https://school.org. Other sites cannot show the schedule.";
    code: "Код для страницы сайта", "Code for a page of the site";
    look: "Как это выглядит", "What it looks like";
    heading: "Кто поможет с электронным журналом", "Who helps with the electronic journal";
} }
