//! Long threads.

use podskazka_shared::access::Capacity;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::{Cursor, Page};
use podskazka_shared::tickets::{Message, MessagesList, MessagesQuery};

use crate::support::{TestApp, Who};

async fn thread(who: &Who, id: TicketId, limit: Option<u16>, mut after: Option<Cursor>) -> Vec<Message> {
    let mut all = Vec::new();
    loop {
        let query = MessagesQuery { limit, after };
        let page: Page<Message> = who.ask::<MessagesList>(who.at(id)).query(query).done().await;
        all.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

both![a_long_thread_comes_in_parts_without_a_gap,];

async fn a_long_thread_comes_in_parts_without_a_gap(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Начало").await.summary.id;
    for number in 0..70 {
        match number % 7 {
            0 => helper.notes(id, &format!("заметка {number}")).await,
            1 => helper.says(id, &format!("{number}")).await,
            _ => staff.says(id, &format!("{number}")).await,
        };
    }
    for (who, number) in [(&helper, 71), (&staff, 61)] {
        let ticket = who.sees(id).await;
        assert_eq!(ticket.messages.len(), 50);
        assert!(
            ticket.messages.is_sorted_by_key(|message| message.at),
            "oldest first"
        );
        let mut whole = thread(who, id, None, ticket.earlier.clone()).await;
        whole.reverse();
        whole.extend(ticket.messages);
        assert_eq!(whole.len(), number);
        assert!(whole.is_sorted_by_key(|message| message.id));
        assert_eq!(whole[0].text, "Начало");
        let mut paged = thread(who, id, Some(7), None).await;
        paged.reverse();
        assert_eq!(paged, whole);
    }
}
